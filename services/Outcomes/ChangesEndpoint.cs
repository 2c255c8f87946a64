using MayorsMechanism.Messaging.History;
using MayorsMechanism.Outcomes.Contributions;
using MayorsMechanism.Outcomes.Messages;
using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.Outcomes.Quotes;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes;

static class ChangesEndpoint
{
    public static void MapChanges(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/outcomes/changes", Read).WithTags("Papers")
        .RequireScope(Scopes.OutcomesRead).WithName("ListOutcomeChanges")
        .WithSummary("What changed of papers, releases and, for the secretariat, contributions, messages and quotes");

    static Task<ChangesPage> Read([AsParameters] ChangesQuery query, Caller caller, OutcomesDbContext db, CancellationToken cancel) =>
        ChangesFeed.ReadAsync(db, query, changed => ShowAsync(changed, caller, db, cancel), cancel);

    static async Task<IReadOnlyList<Change>> ShowAsync(
        IReadOnlyList<ChangedRecord> changed, Caller caller, OutcomesDbContext db, CancellationToken cancel)
    {
        var ids = changed.Select(record => record.Id).ToArray();
        Dictionary<Guid, object> current = [];
        foreach (var r in await db.Releases.Where(r => ids.Contains(r.Id))
            .Select(r => new { r.Id, Shown = new ReleaseResponse(r.PaperId, r.Number, r.ReleasedAt, r.SupersededBy) }).ToListAsync(cancel)) current[r.Id] = r.Shown;
        if (!caller.IsSecretariat)
        {
            foreach (var p in await db.Published().Where(p => ids.Contains(p.Paper.Id)).ToListAsync(cancel)) current[p.Paper.Id] = PaperResponse.Of(p);
            // What was released stays, and nothing else was ever theirs.
            return [.. changed.Where(record => current.ContainsKey(record.Id)).Select(record => new Change(record.Record, record.Id, false, current[record.Id]))];
        }
        foreach (var c in await db.Contributions.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancel)) current[c.Id] = ContributionResponse.Of(c);
        foreach (var m in await db.KeyMessages.AsNoTracking().Where(m => ids.Contains(m.Id)).ToListAsync(cancel)) current[m.Id] = KeyMessageResponse.Of(m);
        foreach (var q in await db.Quotes.AsNoTracking().Where(q => ids.Contains(q.Id)).ToListAsync(cancel)) current[q.Id] = QuoteResponse.Of(q);
        foreach (var p in await db.Papers.AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(cancel)) current[p.Id] = PaperResponse.Of(p);
        return [.. changed.Select(record => new Change(record.Record, record.Id, !current.ContainsKey(record.Id), current.GetValueOrDefault(record.Id)))];
    }
}
