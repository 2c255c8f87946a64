namespace MayorsMechanism.EndToEnd;

public sealed class TelemetryTests(WholeSystem whole)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_runs_from_the_gateway_into_the_service_and_its_database()
    {
        await whole.StartedAsync();

        var created = await whole.Secretariat.PostAsync("/api/v1/organisations", new { name = "Traced", kind = "municipality" });

        created.Code.ShouldBe(201);
        var trace = created.Headers.GetValues("X-Request-Id").Single();
        var spans = await SpansAsync(trace);
        var atGateway = spans.Single(span => span.Service == "gateway" && span.Parent.Length == 0);
        var atRegistry = spans.Single(span => span.Service == "registry" && span.Name == "POST /api/v1/organisations/");
        var inDatabase = spans.Last(span => span.Service == "registry" && span.Scope == "Npgsql");
        Ancestors(atRegistry, spans).ShouldContain(atGateway);
        Ancestors(inDatabase, spans).ShouldContain(atRegistry);
        atRegistry.Tags["http.route"].ShouldBe("/api/v1/organisations/");
    }

    [Fact]
    public async Task Logs_and_metrics_arrive_too()
    {
        await whole.StartedAsync();
        await WaitUntilAsync(() => whole.Collector is { Logs: > 0, Metrics: > 0 });
    }

    /// <summary>Each process sends its spans when it sees fit: a trace is whole when both ends of the call are there.</summary>
    async Task<List<Span>> SpansAsync(string trace)
    {
        List<Span> spans = [];
        await WaitUntilAsync(() =>
        {
            spans = [.. whole.Collector.Spans.Where(span => span.Trace == trace)];
            return spans.Any(span => span.Parent.Length == 0) && spans.Any(span => span is { Service: "registry", Scope: "Microsoft.AspNetCore" });
        });
        return spans;
    }

    static List<Span> Ancestors(Span span, List<Span> all)
    {
        var found = new List<Span>();
        for (var parent = ParentOf(span); parent is not null; parent = ParentOf(parent)) found.Add(parent);
        return found;

        Span? ParentOf(Span child) => all.FirstOrDefault(one => one.Id == child.Parent);
    }

    static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var tries = 0; tries < 400 && !condition(); tries++) await Task.Delay(200, Token);
        condition().ShouldBeTrue();
    }
}
