using System.Globalization;
using System.Reflection;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.History;

/// <summary>A record of which something changed.</summary>
/// <param name="Record">What sort of record, such as person.</param>
/// <param name="Id">Which one.</param>
/// <param name="Part">What of it: the record itself, or the kind of its part.</param>
public sealed record ChangedRecord(string Record, Guid Id, string Part);

/// <summary>One line of a changes feed.</summary>
/// <param name="Record">What sort of record, such as person.</param>
/// <param name="Id">Which one.</param>
/// <param name="Gone">True when you may not see it any more, or it was erased: drop what you have of it.</param>
/// <param name="Current">The record as it is now, with its parts; null when gone.</param>
public sealed record Change(string Record, Guid Id, bool Gone, object? Current);

/// <summary>Where to go on from.</summary>
/// <param name="Limit">Changes on a page, 1 to 200; 50 unless given.</param>
/// <param name="After">The <c>next</c> of the page before; nothing for the beginning.</param>
public sealed record ChangesQuery([property: Between(1, 200)] int? Limit, string? After)
{
    internal int Size => Limit ?? 50;

    internal long Position => After is null ? 0
        : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position
        : throw new ShapeException("after", "invalid-cursor");
}

/// <summary>A page of a changes feed.</summary>
/// <param name="Items">What changed, each record once.</param>
/// <param name="Next">Give it as <c>after</c> to go on, now or later; it is there on the last page too.</param>
/// <param name="More">Whether there is more already.</param>
public sealed record ChangesPage(IReadOnlyList<Change> Items, string Next, bool More) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) => httpContext.Response.WriteAsJsonAsync(this, httpContext.RequestAborted);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(ChangesPage), ["application/json"]));
}

/// <summary>
/// What changed since a position of the sealed history. A reader that keeps its <c>next</c> can mirror what it may see: positions are given
/// to committed entries only, so nothing appears behind one that was read.
/// </summary>
public static class ChangesFeed
{
    // A network may see little of what changes: look this far for something to show before answering.
    const int MostPages = 20;

    /// <param name="db">The service's context.</param>
    /// <param name="query">Where to go on from.</param>
    /// <param name="show">What the caller is shown of changed records: the state of those it may see, <c>gone</c> for those that it could see
    /// once, nothing for the others.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<ChangesPage> ReadAsync(
        MessagingDbContext db, ChangesQuery query, Func<IReadOnlyList<ChangedRecord>, Task<IReadOnlyList<Change>>> show, CancellationToken cancel)
    {
        var position = query.Position;
        for (var pages = 0; ; pages++)
        {
            var entries = await db.History.AsNoTracking().Where(entry => entry.Position > position).OrderBy(entry => entry.Position)
                .Take(query.Size).Select(entry => new { entry.Position, entry.Record, entry.RootId }).ToListAsync(cancel);
            position = entries.LastOrDefault()?.Position ?? position;
            var changed = entries.Select(entry => new ChangedRecord(db.Records.RootOf(entry.Record), entry.RootId, entry.Record)).Distinct().ToList();
            var shown = changed.Count == 0 ? [] : await show(changed);
            var more = entries.Count == query.Size;
            if (shown.Count > 0 || !more || pages == MostPages) return new(shown, position.ToString(CultureInfo.InvariantCulture), more);
        }
    }
}
