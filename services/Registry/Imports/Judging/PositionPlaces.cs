using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Registry.Imports.Judging;

/// <summary>The organisations that rows name in positions.</summary>
sealed class PositionPlaces
{
    readonly ILookup<string, Organisation> _found;
    readonly HashSet<Guid> _editable;

    PositionPlaces(ILookup<string, Organisation> found, HashSet<Guid> editable) => (_found, _editable) = (found, editable);

    /// <param name="tenancy">Of the uploader.</param>
    /// <param name="named">Ids and names, as the rows have them.</param>
    /// <param name="names">Those that may be names.</param>
    /// <param name="cancel">Stops the queries.</param>
    public static async Task<PositionPlaces> LoadAsync(Tenancy tenancy, List<string> named, string[] names, CancellationToken cancel)
    {
        Guid[] ids = [.. named.Where(text => Guid.TryParse(text, out _)).Select(Guid.Parse)];
        var found = await tenancy.Readable.AsNoTracking()
            .Where(o => ids.Contains(o.Id) || (names.Contains(o.Name) && o.Status == OrganisationStatus.Active)).ToListAsync(cancel);
        Guid[] all = [.. found.Select(o => o.Id)];
        var editable = tenancy.Caller.IsSecretariat ? all : await tenancy.Editable.Where(o => all.Contains(o.Id)).Select(o => o.Id).ToArrayAsync(cancel);
        return new(found.SelectMany(o => new[] { (Key: o.Id.ToString(), Place: o), (Key: o.Name, Place: o) }).ToLookup(pair => pair.Key, pair => pair.Place), [.. editable]);
    }

    /// <exception cref="ShapeException">None that the uploader may see, or several.</exception>
    public Organisation Find(string named, int entry)
    {
        var found = _found[Guid.TryParse(named, out var id) ? id.ToString() : named].Distinct().ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ShapeException($"positions[{entry}].organisation", "unknown-organisation"),
            _ => throw new ShapeException($"positions[{entry}].organisation", "row-fits-several"),
        };
    }

    /// <summary>Places that an entry may mean: a name may be of several.</summary>
    public IEnumerable<Guid> Meant(string named) => _found[Guid.TryParse(named, out var id) ? id.ToString() : named].Select(o => o.Id);

    /// <exception cref="ProblemException">403: it is not a member of the uploader's network.</exception>
    public void RequireEditable(Guid organisation)
    {
        if (!_editable.Contains(organisation)) throw new ProblemException(403, "not-your-member");
    }
}
