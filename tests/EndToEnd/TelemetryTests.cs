using MayorsMechanism.Fixtures;

namespace MayorsMechanism.EndToEnd;

public sealed class TelemetryTests(WholeSystem whole)
{
    [Fact]
    public async Task One_trace_runs_from_the_gateway_into_the_service_and_its_database()
    {
        await whole.StartedAsync();

        var created = await whole.Secretariat.PostAsync("/api/v1/organisations", new { name = "Traced", kind = "municipality" });

        created.Code.ShouldBe(201);
        var trace = created.Headers.GetValues("X-Request-Id").Single();
        var spans = await SpansAsync(trace, span => span is { Service: "registry", Scope: "Npgsql" });
        var atGateway = spans.Single(span => span.Service == "gateway" && span.Parent.Length == 0);
        var atRegistry = spans.Single(span => span.Service == "registry" && span.Name == "POST /api/v1/organisations/");
        Ancestors(atRegistry, spans).ShouldContain(atGateway);
        // Of others the way up may not have arrived yet.
        spans.ShouldContain(span => span.Service == "registry" && span.Scope == "Npgsql" && Ancestors(span, spans).Contains(atRegistry));
        atRegistry.Tags["http.route"].ShouldBe("/api/v1/organisations/");
    }

    [Fact]
    public async Task One_trace_runs_from_the_gateway_through_service_outbox_broker_and_consumer_to_the_mail()
    {
        await whole.StartedAsync();
        var nominated = await Nominated.ProposeAsync(whole, "Traced Mayor", "traced@mayors.example");

        var confirmed = await nominated.ConfirmAsync();

        var trace = confirmed.Headers.GetValues("X-Request-Id").Single();
        var spans = await SpansAsync(trace, span => span.Name == "send mail");
        var mail = spans.Single(span => span.Name == "send mail");
        Ancestors(mail, spans).Prepend(mail).Reverse().Select(span => $"{span.Service}: {span.Name}").ShouldBe(
        [
            "gateway: POST /api/v1/nominations/{**rest}",
            "gateway: proxy.forwarder",
            "gateway: POST",
            "consultations: POST /api/v1/nominations/{id:guid}/confirm",
            "consultations: publish from outbox",
            "consultations: nomination-changed send",
            "notifications: notifications-nomination-changed receive",
            "notifications: notifications-nomination-changed process",
            "notifications: send mail",
        ]);
        foreach (var service in (string[])["consultations", "notifications"])
        {
            await SpansAsync(trace, span => span.Service == service && span.Scope == "Npgsql");
        }
    }

    [Fact]
    public async Task Logs_arrive_and_each_service_tells_what_waits_and_what_failed()
    {
        await whole.StartedAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(whole.Collector.Logs), logs => logs.Count > 0);
        foreach (var service in (string[])["registry", "consultations", "outcomes", "notifications"])
        {
            foreach (var gauge in (string[])["messaging.outbox.backlog", "messaging.outbox.oldest", "messaging.failures", "messaging.history.unsealed"])
            {
                await Eventually.HoldsAsync(() => Task.FromResult(whole.Collector.Gauge(service, gauge)), latest => latest >= 0);
            }
        }
    }

    [Fact]
    public async Task Looking_for_work_health_or_keys_begins_no_trace()
    {
        await whole.StartedAsync();
        foreach (var service in (string[])["registry", "consultations", "outcomes", "notifications"])
        {
            // Read from its database, over and over.
            await Eventually.HoldsAsync(() => Task.FromResult(whole.Collector.Gauge(service, "messaging.outbox.backlog")), latest => latest >= 0);
        }

        whole.Collector.Spans.Where(IsRootOfPolling).ShouldBeEmpty();
        whole.Collector.Spans.SelectMany(span => span.Tags.Values).ShouldNotContain("/health");
    }

    static bool IsRootOfPolling(Span span) => span is { Parent: "", Scope: "Npgsql" or "System.Net.Http" or "Yarp.ReverseProxy" };

    /// <summary>Each process sends its spans when it sees fit: a trace is whole when the way from the last of them to its root is there.</summary>
    async Task<List<Span>> SpansAsync(string trace, Func<Span, bool> last) => await Eventually.HoldsAsync(
        () => Task.FromResult(whole.Collector.Spans.Where(span => span.Trace == trace).ToList()),
        spans => spans.Where(last).Any(span => Ancestors(span, spans) is [.., { Parent: "" }]));

    /// <summary>From the parent to the root.</summary>
    static List<Span> Ancestors(Span span, List<Span> all)
    {
        var found = new List<Span>();
        for (var parent = ParentOf(span); parent is not null; parent = ParentOf(parent)) found.Add(parent);
        return found;

        Span? ParentOf(Span child) => all.FirstOrDefault(one => one.Id == child.Parent);
    }
}
