using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MayorsMechanism.Messaging.Failures;

/// <summary>A message that waits for somebody to mend what made it fail. Its content is not shown: it may hold personal data.</summary>
/// <param name="Id">Names it for the replay.</param>
/// <param name="Queue">Where it failed, and will be put again.</param>
/// <param name="Contract">What sort of message it is; null when it could not be read.</param>
/// <param name="Reason">What went wrong.</param>
/// <param name="FailedAt">When it failed last.</param>
/// <param name="TraceId">The trace to look at.</param>
public sealed record FailureResponse(Guid Id, string Queue, string? Contract, string Reason, DateTimeOffset FailedAt, string? TraceId)
{
    public static FailureResponse Of(FailedMessage failed) =>
        new(failed.Id, failed.Queue, failed.Contract, failed.Reason, failed.FailedAt, failed.TraceParent?.Split('-').ElementAtOrDefault(1));
}

/// <summary><c>/api/v1/operations/{service}/failures</c>: for those who run the system.</summary>
static class FailureEndpoints
{
    public static void MapFailures<TContext>(this IEndpointRouteBuilder app, string service) where TContext : MessagingDbContext
    {
        var name = string.Concat(service[..1].ToUpperInvariant(), service[1..]);
        var failures = app.MapGroup($"/api/v1/operations/{service}/failures").WithTags("Operations")
            .RequireScope(Scopes.OperationsManage).RequireSecretariat();
        failures.MapGet("/", ListAsync<TContext>).WithName($"List{name}Failures").WithSummary("List messages that could not be consumed");
        failures.MapPost("/{id:guid}/replay", ReplayAsync<TContext>).WithName($"Replay{name}Failure")
            .WithSummary("Put a failed message back on its queue");
    }

    static async Task<Page<FailureResponse>> ListAsync<TContext>([AsParameters] PageQuery page, TContext db, CancellationToken cancel)
        where TContext : MessagingDbContext
    {
        var all = db.Failures.AsNoTracking();
        var after = page.Cursor<IdCursor>();
        var query = (after is null ? all : all.Where(f => f.Id > after.Id)).OrderBy(f => f.Id);
        return (await page.RunAsync(query, all, f => new IdCursor(f.Id), cancel)).Select(FailureResponse.Of);
    }

    static async Task<Results<Accepted, NotFound>> ReplayAsync<TContext>(Guid id, TContext db, IServiceProvider services, CancellationToken cancel)
        where TContext : MessagingDbContext =>
        await Replay.RunAsync(db, id, () => Broker(services), cancel) ? TypedResults.Accepted((string?)null) : TypedResults.NotFound();

    /// <summary>Asked for only now: whoever has never reached it cannot be given a connection.</summary>
    static IConnection Broker(IServiceProvider services)
    {
        try
        {
            if (services.GetRequiredService<IConnection>() is { IsOpen: true } broker) return broker;
        }
        catch (BrokerUnreachableException)
        {
            // Said below.
        }
        throw new ProblemException(503, "broker-away") { RetryAfter = 5 };
    }
}
