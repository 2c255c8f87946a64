using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Gateway.Tests;

public sealed class TelemetryTests(TracedGateway gateway) : IClassFixture<TracedGateway>
{
    [Fact]
    public void A_request_is_one_trace_through_the_proxy_under_the_name_that_the_process_was_given()
    {
        var request = gateway.Told.Spans.Single(span => span.Name == "GET /calendar/{**rest}");

        request.Service.ShouldBe("front");
        gateway.Told.Spans.Where(span => span.Trace == request.Trace).Select(span => span.Scope)
            .ShouldBe(["Microsoft.AspNetCore", "Yarp.ReverseProxy", "System.Net.Http"], ignoreOrder: true);
    }

    [Fact]
    public void Secrets_in_addresses_are_in_no_span()
    {
        var texts = gateway.Told.Spans.SelectMany(span => span.Tags.Values.Prepend(span.Name)).ToList();

        texts.ShouldContain("/r/***");
        texts.ShouldContain(text => text.StartsWith("http://", StringComparison.Ordinal) && text.EndsWith("/calendar/***", StringComparison.Ordinal));
        texts.ShouldNotContain(text => text.Contains(TracedGateway.Secret));
    }

    [Fact]
    public void Health_and_keys_are_asked_for_without_a_span()
    {
        gateway.Told.Spans.Where(span => span.Parent.Length == 0).Select(span => span.Name).Distinct()
            .ShouldBe(["GET /r/{**rest}", "GET /calendar/{**rest}"], ignoreOrder: true);
        gateway.Told.Spans.SelectMany(span => span.Tags.Values).ShouldNotContain(text => text.Contains("/health") || text.Contains("/.well-known"));
    }

    [Fact]
    public void A_line_of_the_log_arrives_as_it_reads() =>
        gateway.Told.Logs.ShouldContain(new LogLine("front", "console: Request, HttpRequestException"));
}
