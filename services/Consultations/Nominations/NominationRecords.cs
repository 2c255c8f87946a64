using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>A person for a session.</summary>
/// <param name="PersonId">A person of the registry.</param>
/// <param name="PositionId">The position in which the person speaks, held on the session's day.</param>
/// <param name="OnBehalfOf">The organisation that the person speaks for.</param>
public sealed record ProposeNomination(Guid PersonId, Guid PositionId, Guid OnBehalfOf)
{
    public static ProposeNomination Example => new(Guid.Parse("01970000-0000-7000-8000-000000000002"),
        Guid.Parse("01970000-0000-7000-8000-000000000003"), Guid.Parse("01970000-0000-7000-8000-000000000004"));
}

/// <param name="Reason">In the person's words.</param>
public sealed record DeclineNomination([Text(1000)] string? Reason = null);

/// <param name="Id">Names the nomination.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="SessionId">For which session.</param>
/// <param name="PersonId">The person as nominated.</param>
/// <param name="CanonicalPersonId">Who speaks for that person today: another one after a merge.</param>
/// <param name="Person">That one's name; null once the person was erased.</param>
/// <param name="PositionId">The position in which the person speaks.</param>
/// <param name="Title">Of the position, as it was called when the nomination was made.</param>
/// <param name="OnBehalfOf">The organisation that the person speaks for.</param>
/// <param name="CanonicalOnBehalfOf">The organisation that speaks for that one today: another one after a merge.</param>
/// <param name="Organisation">Its name today.</param>
/// <param name="NominatedBy">The network that nominated; null when the Mechanism did.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Reason">Why it was declined, or session-cancelled.</param>
/// <param name="AnsweredAt">When the person accepted or declined.</param>
public sealed record NominationResponse(
    Guid Id, int Version, Guid SessionId, Guid PersonId, Guid CanonicalPersonId, string? Person, Guid PositionId, string? Title, Guid OnBehalfOf,
    Guid CanonicalOnBehalfOf, string? Organisation, Guid? NominatedBy, NominationState State, string? Reason, DateTimeOffset? AnsweredAt) : IVersioned
{
    internal static NominationResponse Of(NominationToday today) => Of(today.Nomination, today);

    static NominationResponse Of(Nomination n, NominationToday today) => new(n.Id, n.Version, n.SessionId, n.PersonId, today.Person, today.PersonName,
        n.PositionId, n.Title, n.OnBehalfOf, today.OnBehalfOf, today.OrganisationName, n.NominatedBy, n.State, n.Reason, n.AnsweredAt);
}
