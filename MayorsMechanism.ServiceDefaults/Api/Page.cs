using System.Buffers.Text;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.ServiceDefaults.Api;

/// <summary>Paging by keyset: stable while records come and go, and as fast on the last page as on the first.</summary>
/// <param name="Limit">Records on a page, 1 to 200; 50 unless given.</param>
/// <param name="After">The <c>next</c> of the page before.</param>
/// <param name="Count">Whether to count all records that the filters leave.</param>
public sealed record PageQuery([property: Between(1, 200)] int? Limit, string? After, bool? Count)
{
    const int Usual = 50;

    int Size => Limit ?? Usual;

    /// <summary>The sort values of the last record of the page before, or null on the first page.</summary>
    /// <exception cref="ShapeException">The cursor is not one of ours.</exception>
    public T? Cursor<T>() where T : class
    {
        if (After is null) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(After)) ?? throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new ShapeException("after", "invalid-cursor");
        }
    }

    /// <summary>Runs <paramref name="query"/>, already filtered, placed after the cursor and ordered, for one page.</summary>
    /// <param name="query">The page's records and those after it.</param>
    /// <param name="all">All records that the filters leave, for the count.</param>
    /// <param name="cursor">The sort values of a record.</param>
    /// <param name="cancel">Stops the query.</param>
    public async Task<Page<T>> RunAsync<T, TCursor>(IQueryable<T> query, IQueryable<object> all, Func<T, TCursor> cursor, CancellationToken cancel)
    {
        var items = await query.Take(Size + 1).ToListAsync(cancel);
        return Of(items, cursor, Count is true ? await all.LongCountAsync(cancel) : null);
    }

    /// <summary>Runs <paramref name="all"/>, already filtered, for one page in order of creation.</summary>
    public Task<Page<T>> RunAsync<T>(IQueryable<T> all, CancellationToken cancel) where T : Entity
    {
        var after = Cursor<IdCursor>();
        var query = (after is null ? all : all.Where(record => record.Id > after.Id)).OrderBy(record => record.Id);
        return RunAsync(query, all, record => new IdCursor(record.Id), cancel);
    }

    /// <summary>One page of what was read already, placed after the cursor and ordered.</summary>
    /// <param name="rest">The page's records and at least one of those after it.</param>
    /// <param name="cursor">The sort values of a record.</param>
    /// <param name="total">All records, should the caller have asked for their count.</param>
    public Page<T> Of<T, TCursor>(IEnumerable<T> rest, Func<T, TCursor> cursor, long? total)
    {
        var items = rest.Take(Size + 1).ToList();
        var more = items.Count > Size;
        if (more) items.RemoveAt(Size);
        var next = more ? Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(cursor(items[^1]))) : null;
        return new Page<T>(items, next, Count is true ? total : null);
    }
}

/// <summary>The cursor of a list in order of creation.</summary>
public sealed record IdCursor(Guid Id);

/// <summary>One page of a list.</summary>
/// <param name="Items">The records.</param>
/// <param name="Next">Give it as <c>after</c> for the next page; null on the last.</param>
/// <param name="Total">All records that the filters leave; only when asked for.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long? Total) : IResult, IEndpointMetadataProvider
{
    /// <summary>How many records have each value of each filter; only when asked for.</summary>
    public Counts? Counts { get; init; }

    public Page<TOut> Select<TOut>(Func<T, TOut> map) => new([.. Items.Select(map)], Next, Total) { Counts = Counts };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Next is not null)
        {
            var query = new QueryBuilder(httpContext.Request.Query.Where(q => q.Key != "after")) { { "after", Next } };
            httpContext.Response.Headers.Link = $"<{httpContext.Request.Path}{query}>; rel=\"next\"";
        }
        return httpContext.Response.WriteAsJsonAsync(new PageBody<T>(Items, Next, Total, Counts), httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(PageBody<T>), ["application/json"]));
}

/// <summary>A page as it is written. The description does not look into what is a result itself.</summary>
public sealed record PageBody<T>(
    IReadOnlyList<T> Items, string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Counts? Counts);
