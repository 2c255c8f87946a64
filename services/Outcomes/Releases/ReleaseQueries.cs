using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Outcomes.Releases;

/// <summary>A paper that was released, and how it was released last.</summary>
sealed class PublishedPaper
{
    public required Paper Paper { get; init; }
    public required Release Release { get; init; }
}

static class ReleaseQueries
{
    /// <summary>Those that were released, with the cover and the own texts of the document. What was said in sessions is nearly all of it, and in no list.</summary>
    public static IQueryable<PublishedPaper> Published(this OutcomesDbContext db)
    {
        const string Unread = """{"dates":[],"crossCutting":[],"topics":[]}""";
        var releases = db.Releases.FromSql($"""
            SELECT id, version, paper_id, number, released_at, digest, superseded_by, document || {Unread}::jsonb AS document FROM releases
            """);
        return from paper in db.Papers.AsNoTracking()
               join release in releases.AsNoTracking() on new { paper.Id, Number = paper.Releases } equals new { Id = release.PaperId, release.Number }
               select new PublishedPaper { Paper = paper, Release = release };
    }

    /// <summary>Null when there is none.</summary>
    public static Task<Release?> LatestAsync(this OutcomesDbContext db, Guid paper, CancellationToken cancel) =>
        db.Releases.AsNoTracking().SingleOrDefaultAsync(r => r.PaperId == paper && db.Papers.Any(p => p.Id == paper && p.Releases == r.Number), cancel);

    /// <summary>Null when there is none of that number.</summary>
    /// <param name="db">The context.</param>
    /// <param name="paper">Of which paper.</param>
    /// <param name="number">From 1.</param>
    /// <param name="pathOf">Where a release of that number is.</param>
    /// <param name="cancel">Stops the query.</param>
    /// <exception cref="ProblemException">410: it was superseded; tells by which.</exception>
    public static async Task<Release?> ReleaseAsync(
        this OutcomesDbContext db, Guid paper, int number, Func<int, string> pathOf, CancellationToken cancel)
    {
        var release = await db.Releases.AsNoTracking().SingleOrDefaultAsync(r => r.PaperId == paper && r.Number == number, cancel);
        if (release?.SupersededBy is not { } by) return release;
        throw new ProblemException(410, "release-superseded") { Members = new Dictionary<string, object?> { ["successor"] = pathOf(by) } };
    }
}
