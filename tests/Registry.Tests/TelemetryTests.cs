using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MayorsMechanism.Registry.Tests;

public sealed class TelemetryTests(RegistryService registry)
{
    [Fact]
    public async Task Only_requests_begin_traces_and_their_queries_lie_below_them()
    {
        await using var told = new Collector();
        await using var service = new ServiceProcess("Registry", new Dictionary<string, string?>
        {
            ["ConnectionStrings__registry-db"] = await registry.NewDatabaseAsync(),
            ["ConnectionStrings__rabbitmq"] = "amqp://127.0.0.1:1",
            ["services__identity__http__0"] = TestTokens.IdentityAddress,
            ["PublicOrigin"] = TestTokens.Issuer,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = await told.StartAsync(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        await service.StartAsync(TestContext.Current.CancellationToken);
        using var client = service.Client(TestTokens.Secretariat([.. Scopes.All]));

        var city = await RegistryService.NewOrganisationAsync(client);
        // By then its history was sealed: the workers have looked for work, and found some.
        await Eventually.IsAsync(async () => (await client.GetAsync("/api/v1/registry/changes")).ToString().Contains(city.Id));
        await service.StopAsync();

        told.Spans.Where(span => span.Parent.Length == 0).Select(span => span.Name).Distinct()
            .ShouldBe(["POST /api/v1/organisations/", "GET /api/v1/registry/changes"], ignoreOrder: true);
        var request = told.Spans.Single(span => span.Name == "POST /api/v1/organisations/");
        told.Spans.ShouldContain(span => span.Scope == "Npgsql" && span.Parent == request.Id);
    }

    [Fact]
    public void Without_a_collector_nothing_is_collected()
    {
        registry.Services.GetService<TracerProvider>().ShouldBeNull();
        registry.Services.GetService<MeterProvider>().ShouldBeNull();
    }
}
