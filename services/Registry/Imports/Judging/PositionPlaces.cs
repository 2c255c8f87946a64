using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>
/// The organisations that rows name in positions. An id means its record; a name, also one of a merged record, the organisation: what is recorded
/// at any of its records is recorded there.
/// </summary>
sealed class PositionPlaces
{
    readonly ILookup<string, Organisation> _found;
    readonly ILookup<Guid, Organisation> _merged;
    readonly HashSet<Guid> _editable;

    PositionPlaces(ILookup<string, Organisation> found, ILookup<Guid, Organisation> merged, HashSet<Guid> editable) =>
        (_found, _merged, _editable) = (found, merged, editable);

    /// <param name="tenancy">Of the uploader.</param>
    /// <param name="named">Ids and names, as the rows have them.</param>
    /// <param name="names">Those that may be names.</param>
    /// <param name="cancel">Stops the queries.</param>
    public static async Task<PositionPlaces> LoadAsync(Tenancy tenancy, List<string> named, string[] names, CancellationToken cancel)
    {
        Guid[] ids = [.. named.Where(text => Guid.TryParse(text, out _)).Select(Guid.Parse)];
        var found = await tenancy.Readable.AsNoTracking().Where(o => ids.Contains(o.Id) || names.Contains(o.Name)).ToListAsync(cancel);
        var speakers = await tenancy.SpeakersAsync(found, cancel);
        var meant = found.Select(o => (Key: o.Name, Place: speakers.GetValueOrDefault(o.Id, o))).Where(named => named.Place.Status is OrganisationStatus.Active).ToList();
        var merged = await tenancy.MergedIntoAsync([.. meant.Select(named => named.Place.Id).Distinct()], cancel);
        Guid[] all = [.. found.Concat(speakers.Values).Concat(merged.SelectMany(o => o)).Select(o => o.Id).Distinct()];
        var editable = tenancy.Caller.IsSecretariat ? all : await tenancy.Editable.Where(o => all.Contains(o.Id)).Select(o => o.Id).ToArrayAsync(cancel);
        return new(found.Select(o => (Key: o.Id.ToString(), Place: o)).Concat(meant).DistinctBy(pair => (pair.Key, pair.Place.Id))
            .ToLookup(pair => pair.Key, pair => pair.Place), merged, [.. editable]);
    }

    /// <exception cref="ShapeException">None that the uploader may see, or several.</exception>
    public Organisation Find(string named, int entry)
    {
        var found = _found[KeyOf(named)].ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ShapeException($"positions[{entry}].organisation", "unknown-organisation"),
            _ => throw new ShapeException($"positions[{entry}].organisation", "row-fits-several"),
        };
    }

    /// <summary>The records that an entry may mean, first those that speak: a name may be of several.</summary>
    public IEnumerable<Organisation> Meant(string named) => Guid.TryParse(named, out _)
        ? _found[KeyOf(named)]
        : _found[named].Concat(_found[named].SelectMany(place => _merged[place.Id]));

    static string KeyOf(string named) => Guid.TryParse(named, out var id) ? id.ToString() : named;

    /// <exception cref="ProblemException">403: it is not a member of the uploader's network.</exception>
    public void RequireEditable(Guid organisation)
    {
        if (!_editable.Contains(organisation)) throw new ProblemException(403, "not-your-member");
    }
}
