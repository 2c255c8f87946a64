using MayorsMechanism.Messaging;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace MayorsMechanism.Registry.Changes;

/// <summary>
/// A membership or a position that begins or ends by the calendar changes what a network sees, though nobody writes anything. Once that
/// day has come (in UTC, as <see cref="Tenancy"/> reckons), the record is touched by the service, so that the feed tells of it.
/// </summary>
public sealed class PassingDates(IServiceScopeFactory scopes, TimeProvider time, ILogger<PassingDates> log)
    : Periodic(TimeSpan.FromMinutes(15), "Dates that passed are told a quarter of an hour later", time, log)
{
    /// <summary>What passed while nothing ran is told afterwards, up to so many days.</summary>
    const int DaysBack = 31;

    protected override Task WorkAsync(CancellationToken cancel) =>
        RunAsync(scopes, DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime), log, cancel);

    /// <summary>Of all replicas one at a time. What has an entry in the history since that day was told, so nothing is told twice.</summary>
    public static async Task RunAsync(IServiceScopeFactory scopes, DateOnly today, ILogger log, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        await using var turn = await db.Database.BeginTransactionAsync(cancel);
        if (!await AdvisoryLock.TryTakeAsync(db, "passing-dates", cancel)) return;
        foreach (var id in await DueAsync(db, "memberships", "organisation_id", "status = 'confirmed'", today, cancel)) await TouchAsync<Membership>(scopes, id, log, cancel);
        foreach (var id in await DueAsync(db, "positions", "person_id", "true", today, cancel)) await TouchAsync<Position>(scopes, id, log, cancel);
    }

    static Task<List<Guid>> DueAsync(RegistryDbContext db, string table, string root, string which, DateOnly today, CancellationToken cancel)
    {
        var sql = $$"""
            SELECT part.id FROM (SELECT id, {{root}} AS root, greatest(CASE WHEN "from" <= {0} THEN "from" END, CASE WHEN "to" < {0} THEN "to" + 1 END) AS passed
                FROM {{table}} WHERE {{which}} AND ("from" BETWEEN {1} AND {0} OR "to" BETWEEN {1} AND {0})) AS part
            WHERE passed > {1} AND NOT EXISTS (SELECT FROM history h
                WHERE h.root_id = part.root AND h.record_id = part.id AND h.at >= passed::timestamp AT TIME ZONE 'UTC')
            """;
        return db.Database.SqlQueryRaw<Guid>(sql, today, today.AddDays(-DaysBack)).ToListAsync(cancel);
    }

    /// <summary>Each by itself: no long transaction holds what people work on.</summary>
    static async Task TouchAsync<T>(IServiceScopeFactory scopes, Guid id, ILogger log, CancellationToken cancel) where T : Entity
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        if (await db.Set<T>().SingleOrDefaultAsync(part => part.Id == id, cancel) is not { } part) return;
        part.Touch();
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody changed it meanwhile, and the feed tells of that.
        }
        catch (Exception e) when (e is DbUpdateException or PostgresException)
        {
            log.LogError(e, "{Record} {Id} cannot be told of; the others are", typeof(T).Name, id);
        }
    }
}
