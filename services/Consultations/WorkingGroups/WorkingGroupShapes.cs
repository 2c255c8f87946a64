using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.WorkingGroups;

/// <summary>What a caller states about a working group.</summary>
/// <param name="Name">Such as Migration Narratives Working Group.</param>
/// <param name="TermsOfReference">What it is to do, and how.</param>
public sealed record WorkingGroupBody([Text(300)] string Name, [Text(20_000)] string? TermsOfReference = null)
{
    public static WorkingGroupBody Example => new("Migration Narratives Working Group", "Brings forward narratives on migration that rest on evidence.");
}

/// <param name="Id">Names the working group.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Name">In words.</param>
/// <param name="TermsOfReference">What it is to do, and how.</param>
public sealed record WorkingGroupResponse(Guid Id, int Version, string Name, string? TermsOfReference) : IVersioned
{
    internal static WorkingGroupResponse Of(WorkingGroup g) => new(g.Id, g.Version, g.Name, g.TermsOfReference);

    /// <summary>What a merge patch starts from.</summary>
    internal static WorkingGroupBody BodyOf(WorkingGroup g) => new(g.Name, g.TermsOfReference);
}
