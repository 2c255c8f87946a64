using MayorsMechanism.Fixtures;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Messaging.Tests;

public sealed class TraceTests
{
    [Fact]
    public async Task One_trace_runs_from_a_request_through_outbox_and_broker_into_the_database_of_another_service_and_no_poll_begins_one()
    {
        await using var postgres = new PostgresFixture();
        await using var rabbit = new RabbitFixture();
        await using var told = new Collector();
        await postgres.InitializeAsync();
        await rabbit.InitializeAsync();
        var collector = await told.StartAsync();
        await using var registry = await StartAsync("Registry");
        await using var consultations = await StartAsync("Consultations");
        using var client = registry.Client(TestTokens.Secretariat([.. Scopes.All]));

        (await client.PostAsync("/api/v1/organisations", new { name = "Traced", kind = "municipality" })).Code.ShouldBe(201);
        await Eventually.IsAsync(() => Task.FromResult(told.Spans.Any(span => span.Name == "consultations-organisation-changed receive")));
        await registry.StopAsync();
        await consultations.StopAsync();

        var copied = told.Spans.First(span => span is { Service: "consultations", Scope: "Npgsql" } && Way(span)[0].Service == "registry");
        Way(copied).Select(span => $"{span.Service}: {span.Name}").ShouldBe(
        [
            "registry: POST /api/v1/organisations/",
            "registry: publish from outbox",
            "registry: organisation-changed send",
            "consultations: consultations-organisation-changed receive",
            "consultations: consultations-organisation-changed process",
            "consultations: postgresql",
        ]);
        // The other traces: a service that is new asks for copies, and what it asks by comes from its outbox.
        told.Spans.Where(span => span.Parent.Length == 0).Select(root => root.Name).Distinct()
            .ShouldBeSubsetOf(["POST /api/v1/organisations/", "publish from outbox"]);

        async Task<ServiceProcess> StartAsync(string project)
        {
            var name = project.ToLowerInvariant();
            var service = new ServiceProcess(project, new Dictionary<string, string?>
            {
                [$"ConnectionStrings__{name}-db"] = await postgres.CreateDatabaseAsync(name),
                ["ConnectionStrings__rabbitmq"] = rabbit.ConnectionString,
                ["services__identity__http__0"] = TestTokens.IdentityAddress,
                ["PublicOrigin"] = TestTokens.Issuer,
                ["ProofKey"] = TestTokens.ProofKey,
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            });
            await service.StartAsync(TestContext.Current.CancellationToken);
            return service;
        }

        List<Span> Way(Span to) => told.Spans.FirstOrDefault(span => span.Id == to.Parent) is { } parent ? [.. Way(parent), to] : [to];
    }
}
