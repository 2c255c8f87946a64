using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MayorsMechanism.Fixtures;

/// <summary>One span as it arrived.</summary>
public sealed record Span(string Service, string Scope, string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags);

/// <summary>One line of a log as it arrived.</summary>
public sealed record LogLine(string Service, string Text);

/// <summary>An OTLP collector (OTLP/HTTP with Protobuf bodies) that keeps the spans and log lines it receives and the latest of each gauge.</summary>
public sealed class Collector : IAsyncDisposable
{
    readonly ConcurrentQueue<Span> _spans = new();
    readonly ConcurrentQueue<LogLine> _logs = new();
    readonly ConcurrentDictionary<(string Service, string Name), double> _gauges = new();
    WebApplication? _app;
    HttpClient? _next;

    public IReadOnlyCollection<Span> Spans => _spans;

    public IReadOnlyCollection<LogLine> Logs => _logs;

    /// <summary>As the service last told it; null when it never did.</summary>
    public double? Gauge(string service, string name) => _gauges.TryGetValue((service, name), out var latest) ? latest : null;

    /// <returns>The address for OTEL_EXPORTER_OTLP_ENDPOINT.</returns>
    public async Task<string> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/v1/traces", async (HttpRequest request) => ReadSpans(await BodyAsync(request)));
        _app.MapPost("/v1/logs", async (HttpRequest request) => ReadLogs(await BodyAsync(request)));
        _app.MapPost("/v1/metrics", async (HttpRequest request) => ReadGauges(await BodyAsync(request)));
        await _app.StartAsync();
        return _app.Urls.Single();
    }

    /// <summary>From now on everything is passed on.</summary>
    /// <param name="next">Another collector of OTLP/HTTP.</param>
    /// <param name="key">Which the dashboard asks for.</param>
    public void PassOn(string next, string key) =>
        _next = new HttpClient { BaseAddress = new Uri(next), DefaultRequestHeaders = { { "x-otlp-api-key", key } } };

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _next?.Dispose();
    }

    async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (_next is not null)
        {
            using var copy = new ByteArrayContent(body.ToArray()) { Headers = { ContentType = new("application/x-protobuf") } };
            using var passed = await _next.PostAsync(request.Path, copy);
            // Whoever sent it tries again, and says so.
            passed.EnsureSuccessStatusCode();
        }
        return body.ToArray();
    }

    /// <summary>ExportTraceServiceRequest of opentelemetry-proto: resource spans, in them scope spans, in them spans.</summary>
    void ReadSpans(byte[] request)
    {
        foreach (var resourceSpans in Fields(request, 1))
        {
            var service = ServiceOf(resourceSpans);
            foreach (var scopeSpans in Fields(resourceSpans, 2))
            {
                var scope = Fields(scopeSpans, 1).Select(one => Text(one, 1)).FirstOrDefault() ?? "";
                foreach (var span in Fields(scopeSpans, 2))
                {
                    _spans.Enqueue(new(service, scope, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5),
                        Attributes(span, 9).DistinctBy(tag => tag.Key).ToDictionary()));
                }
            }
        }
    }

    /// <summary>ExportLogsServiceRequest: resource logs, in them scope logs, in them records, of which the body is a text.</summary>
    void ReadLogs(byte[] request)
    {
        foreach (var resourceLogs in Fields(request, 1))
        {
            var service = ServiceOf(resourceLogs);
            foreach (var record in Fields(resourceLogs, 2).SelectMany(scopeLogs => Fields(scopeLogs, 2)))
            {
                _logs.Enqueue(new(service, Fields(record, 5).Select(body => Text(body, 1)).FirstOrDefault() ?? ""));
            }
        }
    }

    /// <summary>ExportMetricsServiceRequest: resource metrics, in them scope metrics, in them metrics, of which a gauge has data points.</summary>
    void ReadGauges(byte[] request)
    {
        foreach (var resourceMetrics in Fields(request, 1))
        {
            foreach (var metric in Fields(resourceMetrics, 2).SelectMany(scopeMetrics => Fields(scopeMetrics, 2)))
            {
                foreach (var point in Fields(metric, 5).SelectMany(gauge => Fields(gauge, 1))) _gauges[(ServiceOf(resourceMetrics), Text(metric, 1))] = Number(point);
            }
        }
    }

    static string ServiceOf(byte[] resourceSignals) =>
        Fields(resourceSignals, 1).SelectMany(resource => Attributes(resource, 1)).FirstOrDefault(tag => tag.Key == "service.name").Value ?? "";

    /// <summary>Of a NumberDataPoint: a double or an integer.</summary>
    static double Number(byte[] point)
    {
        var input = new CodedInputStream(point);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 4) return input.ReadDouble();
            if (WireFormat.GetTagFieldNumber(tag) == 6) return input.ReadSFixed64();
            input.SkipLastField();
        }
        return double.NaN;
    }

    static IEnumerable<KeyValuePair<string, string>> Attributes(byte[] message, int field) =>
        Fields(message, field).Select(tag => KeyValuePair.Create(Text(tag, 1), Fields(tag, 2).Select(value => Text(value, 1)).FirstOrDefault() ?? ""));

    static string Text(byte[] message, int field) => Fields(message, field).Select(System.Text.Encoding.UTF8.GetString).FirstOrDefault() ?? "";

    static string Hex(byte[] message, int field) => Fields(message, field).Select(Convert.ToHexStringLower).FirstOrDefault() ?? "";

    /// <summary>The length-delimited values of one field.</summary>
    static List<byte[]> Fields(byte[] message, int field)
    {
        var found = new List<byte[]>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) is WireFormat.WireType.LengthDelimited)
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }
        return found;
    }
}
