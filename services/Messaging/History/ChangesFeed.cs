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

/// <summary>A record that is shown or taken away because of changes: of itself, or of another.</summary>
public sealed record ConcernedRecord
{
    /// <summary>What sort of record, such as person.</summary>
    public required string Record { get; init; }

    public required Guid Id { get; init; }
}

/// <summary>What a service shows a caller of changes.</summary>
public interface IChangedView
{
    /// <summary>Other records that the caller sees or sees no more because of changes: the first <paramref name="most"/> after an id, in the order of ids, or all.</summary>
    Task<IReadOnlyList<ConcernedRecord>> AroundAsync(IReadOnlyList<ChangedRecord> changed, Guid after, int most, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ConcernedRecord>>([]);

    /// <summary>
    /// The state of those that the caller may see, <c>gone</c> for those that it could see once, nothing for the others: the first
    /// <paramref name="most"/> of each sort in the order of ids, or more.
    /// </summary>
    Task<IReadOnlyList<Change>> ShowAsync(ILookup<string, Guid> concerned, int most, CancellationToken cancel);

    /// <summary>Those of <paramref name="ids"/> that are not among the first <paramref name="most"/> that were found, as far as those reach.</summary>
    static Guid[] Missing(IEnumerable<Guid> ids, IReadOnlyCollection<Guid> found, int most) =>
        [.. (found.Count < most ? ids : ids.Where(id => id <= found.Max())).Except(found)];
}

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

    internal FeedPlace Place => After is null ? new(0) : FeedPlace.Read(After) ?? throw new ShapeException("after", "invalid-cursor");
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
/// to committed entries only, so nothing appears behind one that was read. A stretch of entries may concern any number of records: they come
/// in the order of their ids, page by page, each as it is by then. What changes meanwhile has an entry behind the stretch.
/// </summary>
public static class ChangesFeed
{
    /// <summary>Entries and records that are looked at for one page: a network may see little of what changes.</summary>
    const int Reach = 1000;

    /// <param name="db">The service's context.</param>
    /// <param name="query">Where to go on from.</param>
    /// <param name="view">What the caller is shown.</param>
    /// <param name="cancel">Stops reading.</param>
    public static async Task<ChangesPage> ReadAsync(MessagingDbContext db, ChangesQuery query, IChangedView view, CancellationToken cancel)
    {
        var (place, size) = (query.Place, query.Size);
        var entries = await db.History.AsNoTracking().Where(entry => entry.Position > place.Position).OrderBy(entry => entry.Position)
            .Take(Reach + 1).Select(entry => new { entry.Position, entry.Record, entry.RootId }).ToListAsync(cancel);
        var stretch = entries.Take(Reach).TakeWhile(entry => place.End is null || entry.Position <= place.End).ToList();
        var end = stretch.LastOrDefault()?.Position ?? place.Position;
        var changed = stretch.Select(entry => new ChangedRecord(db.Records.RootOf(entry.Record), entry.RootId, entry.Record)).Distinct().ToList();

        var concerned = changed.Count == 0 ? [] : await ConcernedAsync(view, changed, place.After, cancel);
        var looked = concerned.Take(Reach).ToList();
        var shown = looked.Count == 0 ? [] : (await view.ShowAsync(looked.ToLookup(record => record.Record, record => record.Id), size + 1, cancel))
            .OrderBy(change => change.Id).ToList();
        Guid? last = shown.Count > size ? shown[size - 1].Id : concerned.Count > Reach ? looked[^1].Id : null;
        var next = last is { } read ? place with { End = end, After = read } : new FeedPlace(end);
        return new([.. shown.Take(size)], next.ToString(), last is not null || entries.Count > stretch.Count);
    }

    /// <summary>One more than are looked at, should there be more.</summary>
    static async Task<List<ConcernedRecord>> ConcernedAsync(IChangedView view, List<ChangedRecord> changed, Guid after, CancellationToken cancel)
    {
        var around = await view.AroundAsync(changed, after, Reach + 1, cancel);
        return [.. changed.Select(record => new ConcernedRecord { Record = record.Record, Id = record.Id }).Concat(around)
            .Where(record => record.Id > after).Distinct().OrderBy(record => record.Id).Take(Reach + 1)];
    }
}

/// <summary>How far a reader has come: all entries up to a position, and, of what the stretch behind it up to its end concerns, all records up to an id.</summary>
sealed record FeedPlace(long Position, long? End = null, Guid After = default)
{
    /// <summary>Null when it is none that <see cref="ToString"/> wrote.</summary>
    public static FeedPlace? Read(string text) => text.Split('-', 3) switch
    {
        [var position] when IsNumber(position, out var at) => new(at),
        [var position, var end, var id] when IsNumber(position, out var at) && IsNumber(end, out var until) && until > at && Guid.TryParseExact(id, "D", out var after) =>
            new(at, until, after),
        _ => null,
    };

    public override string ToString() => End is null ? $"{Position}" : $"{Position}-{End}-{After}";

    static bool IsNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
