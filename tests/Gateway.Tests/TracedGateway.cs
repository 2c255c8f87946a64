using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Gateway.Tests;

/// <summary>What the gateway, a process of its own, told a collector in its life of a few requests and probes.</summary>
public sealed class TracedGateway : IAsyncLifetime
{
    public const string Secret = "s3cr3t";

    public Collector Told { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await using var service = await Backend.StartAsync(http =>
        {
            if (http.Request.Query.ContainsKey("abort")) http.Abort();
            return Task.CompletedTask;
        });
        await using var gateway = new ServiceProcess("Gateway", new Dictionary<string, string?>
        {
            ["PublicOrigin"] = TestTokens.Issuer,
            ["ProofKey"] = TestTokens.ProofKey,
            ["services__identity__http__0"] = TestTokens.IdentityAddress,
            ["services__console__http__0"] = service.Address,
            ["services__consultations__http__0"] = service.Address,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = await Told.StartAsync(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "front",
        });
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        using var caller = gateway.Client(null);

        foreach (var path in (string[])[$"/r/{Secret}", $"/r/{Secret}?abort={Secret}", $"/calendar/{Secret}.ics"]) await caller.GetTextAsync(path);
        await Eventually.IsAsync(() => Task.FromResult(service.Probes > 4));

        await gateway.StopAsync(); // Which sends what is left.
    }

    public ValueTask DisposeAsync() => Told.DisposeAsync();
}
