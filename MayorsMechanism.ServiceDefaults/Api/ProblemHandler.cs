using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Turns what was thrown into a <see cref="ProblemException"/> and lets the one writer answer. Nothing internal gets out.</summary>
sealed partial class ProblemHandler(IProblemDetailsService problems, Text text, ILogger<ProblemHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = Translate(exception);
        if (problem.Status >= 500) log.LogError(exception, "{Method} {Path} failed", http.Request.Method, SecretPaths.Scrub(http.Request.Path));
        http.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = http, Exception = problem });
    }

    ProblemException Translate(Exception exception) => exception switch
    {
        ProblemException problem => problem,
        BadHttpRequestException bad => FromBadRequest(bad),
        DbUpdateConcurrencyException => new ProblemException(412, "stale-version"),
        _ when Find<PostgresException>(exception) is { } database => FromDatabase(database),
        // The connection broke: perhaps after the commit.
        _ when Find<NpgsqlException>(exception) is not null => new ProblemException(503, "outcome-unknown") { RetryAfter = 2 },
        _ => new ProblemException(500, "unexpected"),
    };

    /// <summary>A unique index or exclusion constraint is named after its rule, so the database's refusal reads like any other rule's.</summary>
    ProblemException FromDatabase(PostgresException database)
    {
        var rule = database.ConstraintName?.Replace('_', '-');
        return database.SqlState switch
        {
            PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation when rule is not null && text.Has(rule) => new RuleViolation(rule),
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.QueryCanceled => new ProblemException(503, "busy") { RetryAfter = 1 },
            PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => new ProblemException(400, "http-400"),
            _ when database.IsTransient || database.SqlState.StartsWith("57", StringComparison.Ordinal) => new ProblemException(503, "busy") { RetryAfter = 2 },
            _ => new ProblemException(500, "unexpected"),
        };
    }

    static ProblemException FromBadRequest(BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException json) return new ShapeException(JsonErrors.Of(json));
        if (bad.StatusCode != StatusCodes.Status400BadRequest) return new ProblemException(bad.StatusCode, $"http-{bad.StatusCode}");
        return Parameter().Match(bad.Message) is { Success: true } parameter
            ? new ShapeException(parameter.Groups[1].Value, "invalid-value")
            : new ProblemException(400, "http-400");
    }

    static T? Find<T>(Exception? exception) where T : Exception =>
        exception is null ? null : exception as T ?? Find<T>(exception.InnerException);

    [GeneratedRegex("""[Pp]arameter "(?:\S+ )?(\w+)" """)]
    private static partial Regex Parameter();
}
