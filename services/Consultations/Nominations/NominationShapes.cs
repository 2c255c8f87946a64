using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Warnings;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Consultations.Nominations;

/// <summary>A person for a session.</summary>
/// <param name="PersonId">A person of the registry.</param>
/// <param name="PositionId">The position in which the person speaks, held on the session's day.</param>
/// <param name="OnBehalfOf">The organisation that the person speaks for.</param>
/// <param name="MandateId">What says so, when it is not the organisation of the position.</param>
/// <param name="NameAsPrinted">For the name plate and the paper, where it is not the registry's name.</param>
/// <param name="TimeZone">Where the person will be on that day: an IANA name.</param>
/// <param name="AlternateRank">
/// From 1: this person takes the seat of somebody who does not come: of the same nominator first, else of anybody in the session. Left out for the
/// others.
/// </param>
public sealed record ProposeNomination(
    Guid PersonId, Guid PositionId, Guid OnBehalfOf, Guid? MandateId = null, [Text(300)] string? NameAsPrinted = null, [Zone] string? TimeZone = null,
    [Between(1, 100)] int? AlternateRank = null)
{
    public static ProposeNomination Example => new(Guid.Parse("01970000-0000-7000-8000-000000000002"),
        Guid.Parse("01970000-0000-7000-8000-000000000003"), Guid.Parse("01970000-0000-7000-8000-000000000004"),
        NameAsPrinted: "Ana Souza Lima", TimeZone: "America/Sao_Paulo");
}

/// <summary>What may be stated anew of a nomination.</summary>
/// <param name="MandateId">What says that the person speaks for the organisation.</param>
/// <param name="NameAsPrinted">For the name plate and the paper.</param>
/// <param name="TimeZone">Where the person will be: an IANA name.</param>
/// <param name="AlternateRank">
/// The place among the nominator's alternates; only while the nomination is proposed. A seat that becomes free goes to the first alternate of whoever
/// nominated the one who left, and when there is none to the first of the session.
/// </param>
[ValidatableType]
public sealed record NominationDetails(
    Guid? MandateId = null, [Text(300)] string? NameAsPrinted = null, [Zone] string? TimeZone = null, [Between(1, 100)] int? AlternateRank = null);

/// <param name="Recorded">How the answer reached whoever records it.</param>
public sealed record AcceptNomination(Recorded? Recorded = null);

/// <param name="Reason">In the person's words.</param>
/// <param name="Recorded">How the answer reached whoever records it.</param>
public sealed record DeclineNomination([Text(1000)] string? Reason = null, Recorded? Recorded = null);

/// <param name="Id">Names the nomination.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="SessionId">For which session.</param>
/// <param name="PersonId">The person as nominated.</param>
/// <param name="CanonicalPersonId">Who speaks for that person today: another one after a merge.</param>
/// <param name="Person">That one's name; null once the person was erased.</param>
/// <param name="PositionId">The position in which the person speaks.</param>
/// <param name="Title">Of the position, as it was called on the session's day when the nomination was made.</param>
/// <param name="OnBehalfOf">The organisation that the person speaks for.</param>
/// <param name="CanonicalOnBehalfOf">The organisation that speaks for that one today: another one after a merge.</param>
/// <param name="Organisation">Its name today.</param>
/// <param name="NominatedBy">The network that nominated; null when the Mechanism did.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Reason">Why it was declined, or session-cancelled.</param>
/// <param name="AnsweredAt">When the person accepted or declined.</param>
/// <param name="AffiliationId">The organisation of the position.</param>
/// <param name="MandateId">What says that the person speaks for the organisation.</param>
/// <param name="NameAsPrinted">For the name plate and the paper, where it is not the registry's name.</param>
/// <param name="TimeZone">Where the person will be.</param>
/// <param name="AlternateRank">The place among the alternates of the same nominator; null for the others.</param>
/// <param name="Replaces">The nomination whose seat this alternate was given.</param>
/// <param name="Recorded">Who recorded the answer for the person, and how it came; null when the person answered by link.</param>
/// <param name="Warnings">What there is to mend, as far as you may see it; null where nobody looked, in the changes feed.</param>
public sealed record NominationResponse(
    Guid Id, int Version, Guid SessionId, Guid PersonId, Guid CanonicalPersonId, string? Person, Guid PositionId, string? Title, Guid OnBehalfOf,
    Guid CanonicalOnBehalfOf, string? Organisation, Guid? NominatedBy, NominationState State, string? Reason, DateTimeOffset? AnsweredAt,
    Guid? AffiliationId, Guid? MandateId, string? NameAsPrinted, string? TimeZone, int? AlternateRank, Guid? Replaces, RecordedAnswer? Recorded,
    IReadOnlyList<Warning>? Warnings) : IVersioned
{
    internal static NominationResponse For(Caller caller, NominationToday today, IEnumerable<Warning>? warnings = null) =>
        Of(today.Nomination, today, today.Nomination.Recorded?.KnownTo(caller), warnings);

    static NominationResponse Of(Nomination n, NominationToday today, RecordedAnswer? recorded, IEnumerable<Warning>? warnings) => new(
        n.Id, n.Version, n.SessionId, n.PersonId, today.Person, today.PersonName, n.PositionId, n.Title, n.OnBehalfOf, today.OnBehalfOf,
        today.OrganisationName, n.NominatedBy, n.State, n.Reason, n.AnsweredAt, n.AffiliationId, n.MandateId, n.NameAsPrinted, n.TimeZone,
        n.AlternateRank, n.Replaces, recorded, warnings?.ToList());

    /// <summary>What a merge patch starts from.</summary>
    public static NominationDetails DetailsOf(Nomination n) => new(n.MandateId, n.NameAsPrinted, n.TimeZone, n.AlternateRank);
}
