using MayorsMechanism.Consultations.Nominations;

namespace MayorsMechanism.Consultations.Balances;

/// <summary>How many representatives, each once for each session.</summary>
/// <param name="Proposed">Wait to be confirmed.</param>
/// <param name="Seated">Confirmed, accepted or attended.</param>
/// <param name="Attended">Of those, who came.</param>
/// <param name="Absent">Had a seat and did not come.</param>
public sealed record Count(int Proposed, int Seated, int Attended, int Absent)
{
    internal static Count Of(IEnumerable<Representative> representatives)
    {
        var states = representatives.CountBy(representative => representative.State).ToDictionary();
        int In(NominationState state) => states.GetValueOrDefault(state);
        return new(In(NominationState.Proposed), In(NominationState.Confirmed) + In(NominationState.Accepted) + In(NominationState.Attended),
            In(NominationState.Attended), In(NominationState.Absent));
    }
}

/// <param name="Dimension">By what is counted.</param>
/// <param name="Value">Of whom; unknown where nobody told.</param>
/// <param name="Label">What a network is called.</param>
/// <param name="Count">How many.</param>
public sealed record BalanceRow(Dimension Dimension, string Value, string? Label, Count Count);

/// <summary>Some of the representatives.</summary>
/// <param name="People">How many different people, however many sessions they are in.</param>
/// <param name="Total">All of them.</param>
/// <param name="Rows">By dimension and value, the largest first.</param>
public sealed record BalancePart(int People, Count Total, IReadOnlyList<BalanceRow> Rows)
{
    internal static BalancePart Of(IReadOnlyCollection<Representative> representatives) => new(
        representatives.Select(representative => representative.Person).Distinct().Count(), Count.Of(representatives),
        [.. Enum.GetValues<Dimension>().SelectMany(dimension => RowsOf(dimension, representatives))]);

    static IEnumerable<BalanceRow> RowsOf(Dimension dimension, IReadOnlyCollection<Representative> representatives) =>
        from representative in representatives
        group representative by representative.Facts[dimension] into same
        orderby same.Count() descending, same.Key.Value
        select new BalanceRow(dimension, same.Key.Value, same.Key.Label, Count.Of(same));
}

/// <summary>A target and how far it is reached among the authorities who are proposed or seated.</summary>
/// <param name="TargetId">Which target.</param>
/// <param name="Dimension">By what is counted.</param>
/// <param name="Value">Of whom.</param>
/// <param name="Share">Aimed at, in per cent.</param>
/// <param name="Number">Aimed at.</param>
/// <param name="Proposed">How many wait to be confirmed.</param>
/// <param name="Seated">How many are seated.</param>
/// <param name="SeatedShare">Of all authorities that are seated, in per cent with one decimal; null while nobody is.</param>
/// <param name="Reached">Whether those who are seated are enough.</param>
public sealed record TargetProgress(
    Guid TargetId, Dimension Dimension, string Value, int? Share, int? Number, int Proposed, int Seated, decimal? SeatedShare, bool Reached)
{
    internal static TargetProgress Of(BalanceTarget target, BalancePart authorities)
    {
        var count = authorities.Rows.FirstOrDefault(row => row.Dimension == target.Dimension && row.Value == target.Value)?.Count ?? new(0, 0, 0, 0);
        decimal? share = authorities.Total.Seated == 0 ? null : Math.Round(100m * count.Seated / authorities.Total.Seated, 1);
        return new(target.Id, target.Dimension, target.Value, target.Share, target.Number, count.Proposed, count.Seated, share,
            target.Share is { } aim ? share >= aim : count.Seated >= target.Number);
    }
}

/// <summary>Who is to speak, and for what sort of places.</summary>
/// <param name="Authorities">Those from municipalities and intermediate authorities.</param>
/// <param name="Others">Everybody else, counted apart.</param>
/// <param name="Targets">What the secretariat aims at.</param>
public sealed record Balance(BalancePart Authorities, BalancePart Others, IReadOnlyList<TargetProgress> Targets);
