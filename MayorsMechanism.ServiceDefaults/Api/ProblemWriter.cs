using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Writes every error of every service: problem details (RFC 9457) in the caller's language, with the trace id.</summary>
sealed class ProblemWriter(Text text) : IProblemDetailsWriter
{
    public const string TypeBase = "https://mayors-mechanism.example/problems/";

    /// <summary>Always: a problem is sent even to a client that accepts only, say, CSV.</summary>
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        var language = Text.LanguageOf(http.Request);
        var problem = context.Exception as ProblemException;
        var code = problem?.Code ?? (context.ProblemDetails is HttpValidationProblemDetails ? "invalid-request" : $"http-{status}");

        var body = new Dictionary<string, object?>
        {
            ["type"] = TypeBase + code,
            ["title"] = Title(language, status),
            ["status"] = status,
            ["detail"] = text.Has(code) ? text.Say(language, code, problem?.Arguments ?? []) : Title(language, status),
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        };
        foreach (var (name, value) in problem?.Members ?? new Dictionary<string, object?>()) body[name] = value;
        if (problem is RuleViolation) body["rule"] = code;
        if (Errors(context) is { } errors)
        {
            body["errors"] = errors.ToDictionary(e => JsonErrors.FieldName(e.Key), e => e.Value.Select(error => text.SayReference(language, error)));
        }

        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.ContentLanguage = language;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body), http.RequestAborted);
    }

    string Title(string language, int status) =>
        text.Has($"title-{status}") ? text.Say(language, $"title-{status}") : ReasonPhrases.GetReasonPhrase(status);

    static IDictionary<string, string[]>? Errors(ProblemDetailsContext context) =>
        (context.Exception as ProblemException)?.Errors ?? (context.ProblemDetails as HttpValidationProblemDetails)?.Errors;
}
