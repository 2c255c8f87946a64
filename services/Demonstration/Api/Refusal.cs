using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MayorsMechanism.Demonstration.Api;

/// <summary>A request that was not answered with success: what was asked, and the problem's own words (RFC 9457).</summary>
sealed class Refusal : Exception
{
    static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(1);

    /// <summary>Services tell each other what changed: what one has just accepted, another may not know yet.</summary>
    static readonly string[] NotYet = ["reference-not-yet-known", "not-your-member", "not-seated"];

    Refusal(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>The last part of the problem's type.</summary>
    public string Code { get; private init; } = "";

    /// <summary>Whether the same request may succeed later.</summary>
    public bool MayPass { get; private init; }

    public TimeSpan Pause { get; private init; } = UsualPause;

    public static Refusal Unreachable(HttpRequestMessage request, Exception cause) =>
        new($"{request.Method} {request.RequestUri}: {cause.Message}", cause) { MayPass = true };

    public static async Task<Refusal> ReadAsync(HttpRequestMessage request, HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        var problem = answer.Content.Headers.ContentType?.MediaType is "application/problem+json" ? JsonNode.Parse(text) : null;
        var code = ((string?)problem?["type"])?.Split('/')[^1] ?? "";
        var errors = problem?["errors"]?.ToJsonString(new JsonSerializerOptions(JsonSerializerDefaults.Web));
        return new($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {code} {problem?["detail"] ?? text} {errors}".TrimEnd())
        {
            Code = code,
            MayPass = NotYet.Contains(code) || answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
            Pause = answer.Headers.RetryAfter?.Delta ?? UsualPause,
        };
    }
}
