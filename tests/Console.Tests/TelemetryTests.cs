using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Console.Tests;

public sealed class TelemetryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_secret_of_a_one_time_page_is_in_none_of_its_spans()
    {
        await using var gateway = new StubGateway();
        await gateway.StartAsync();
        await using var told = new Collector();
        await using var console = new ServiceProcess("Console", new Dictionary<string, string?>
        {
            ["ConnectionStrings__console-db"] = await postgres.CreateDatabaseAsync("console"),
            ["services__identity__http__0"] = TestTokens.IdentityAddress,
            ["services__gateway__http__0"] = gateway.Address,
            ["PublicOrigin"] = TestTokens.Issuer,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = await told.StartAsync(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        await console.StartAsync(TestContext.Current.CancellationToken);
        using var browser = console.Client(null);

        await browser.GetTextAsync("/r/n-s3cr3t");
        await console.StopAsync();

        var page = told.Spans.Single(span => span.Name == "GET /r/{token}");
        page.Tags["url.path"].ShouldBe("/r/***");
        told.Spans.ShouldContain(span => span.Scope == "System.Net.Http" && span.Trace == page.Trace);
        told.Spans.SelectMany(span => span.Tags.Values.Prepend(span.Name)).ShouldNotContain(text => text.Contains("s3cr3t"));
    }
}
