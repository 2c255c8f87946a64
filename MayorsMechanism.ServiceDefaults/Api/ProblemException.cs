namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>
/// Ends a request with a problem answer. <paramref name="code"/> names its text in <c>texts.json</c>, in four languages, and is the last
/// part of the problem's <c>type</c>; <paramref name="arguments"/> fill the text's places.
/// </summary>
public class ProblemException(int status, string code, params object?[] arguments) : Exception(code)
{
    public int Status => status;
    public string Code => Message;
    public IReadOnlyList<object?> Arguments => arguments;

    /// <summary>Shape errors by field (JSON path), each a <see cref="Text"/> reference; only with status 400.</summary>
    public IDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Further members of the problem (RFC 9457, section 3.2).</summary>
    public IReadOnlyDictionary<string, object?> Members { get; init; } = new Dictionary<string, object?>();

    /// <summary>Seconds after which a retry makes sense, sent as <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }
}

/// <summary>A rule of the domain says no: 409 with <c>rule</c>, a stable code that clients may branch on.</summary>
public sealed class RuleViolation(string rule, params object?[] arguments) : ProblemException(409, rule, arguments);

/// <summary>The request's shape is wrong: 400 that names the fields and what mends them.</summary>
public sealed class ShapeException : ProblemException
{
    public ShapeException(IDictionary<string, string[]> errors) : base(400, "invalid-request") => Errors = errors;

    public ShapeException(string field, string error) : this(new Dictionary<string, string[]> { [field] = [error] }) { }
}
