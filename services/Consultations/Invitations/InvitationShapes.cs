using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;
using Microsoft.Extensions.Validation;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>An organisation for a consultation, or for one session of it.</summary>
/// <param name="ConsultationId">To which consultation.</param>
/// <param name="OrganisationId">An organisation, a network or a government of the registry.</param>
/// <param name="Deadline">Until when an answer is asked for.</param>
/// <param name="SessionId">To which of its sessions; leave it out for the whole consultation.</param>
/// <param name="ContactId">Who is written to: somebody with a present position there. Leave it out for its focal point.</param>
public sealed record InviteOrganisation(
    Guid ConsultationId, Guid OrganisationId, [OfOurTime] DateTimeOffset Deadline, Guid? SessionId = null, Guid? ContactId = null)
{
    public static InviteOrganisation Example => new(Guid.Parse("01970000-0000-7000-8000-000000000001"),
        Guid.Parse("01970000-0000-7000-8000-000000000004"), new(2020, 6, 1, 22, 0, 0, TimeSpan.Zero));
}

/// <summary>The same for many: all of them are invited, or none.</summary>
/// <param name="ConsultationId">To which consultation.</param>
/// <param name="OrganisationIds">Up to 1,000, each once.</param>
/// <param name="Deadline">Until when an answer is asked for.</param>
/// <param name="SessionId">To which of its sessions.</param>
/// <param name="Contacts">Who is written to, by organisation. Those that are not named here are written to at their focal point.</param>
public sealed record InviteOrganisations(
    Guid ConsultationId, [AtMost(1000)] IReadOnlyList<Guid> OrganisationIds, [OfOurTime] DateTimeOffset Deadline, Guid? SessionId = null,
    [AtMost(1000)] Dictionary<Guid, Guid>? Contacts = null);

/// <param name="Deadline">Until when an answer is asked for.</param>
/// <param name="ContactId">Who is written to from now on: somebody with a present position there; null for nobody.</param>
[ValidatableType]
public sealed record InvitationTerms([OfOurTime] DateTimeOffset Deadline, Guid? ContactId = null);

/// <param name="Recorded">How the answer reached whoever records it; only by the secretariat.</param>
public sealed record AcceptInvitation(Recorded? Recorded = null);

/// <param name="Reason">In the invited one's words.</param>
/// <param name="Recorded">How the answer reached whoever records it; only by the secretariat.</param>
public sealed record DeclineInvitation([Text(1000)] string? Reason = null, Recorded? Recorded = null);

/// <param name="Ids">Up to 1,000 invitations that wait for an answer.</param>
public sealed record RemindInvitations([AtMost(1000)] IReadOnlyList<Guid> Ids);

/// <param name="Reminded">Those who are reminded.</param>
/// <param name="Refused">Those who are not, and why.</param>
/// <param name="WithoutContact">Of the reminded, those for whom nobody can be written to: reach them another way, or name a contact.</param>
public sealed record RemindersResponse(IReadOnlyList<Guid> Reminded, IReadOnlyList<RefusedReminder> Refused, IReadOnlyList<Guid> WithoutContact);

/// <param name="Id">Which invitation.</param>
/// <param name="Rule">invitation-answered, invitation-over, invitation-state, session-over or unknown-invitation.</param>
public sealed record RefusedReminder(Guid Id, string Rule);

/// <param name="Invitations">In the order of the list or of the file's rows.</param>
public sealed record InvitedResponse(IReadOnlyList<InvitationResponse> Invitations);

/// <param name="Id">Names the invitation.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="ConsultationId">To which consultation.</param>
/// <param name="SessionId">To which of its sessions; null for the whole consultation.</param>
/// <param name="OrganisationId">Who is invited.</param>
/// <param name="Deadline">Until when an answer is asked for.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Reason">Why it was declined; session-cancelled when it was withdrawn because its session was.</param>
/// <param name="AnsweredAt">When the answer was given or recorded.</param>
/// <param name="Recorded">Who recorded it for the invited one, and how it came.</param>
/// <param name="AnsweredBy">Who answered by a one-time link.</param>
/// <param name="ContactId">Who is written to for the invited one; null when nobody is.</param>
/// <param name="Reminders">How often the invited one was reminded.</param>
/// <param name="RemindedAt">When it was reminded last.</param>
public sealed record InvitationResponse(
    Guid Id, int Version, Guid ConsultationId, Guid? SessionId, Guid OrganisationId, DateTimeOffset Deadline, InvitationState State, string? Reason,
    DateTimeOffset? AnsweredAt, RecordedAnswer? Recorded, Guid? AnsweredBy, Guid? ContactId, int Reminders, DateTimeOffset? RemindedAt) : IVersioned
{
    public static InvitationResponse For(Caller caller, Invitation i) => new(i.Id, i.Version, i.ConsultationId, i.SessionId, i.OrganisationId, i.Deadline, i.State, i.Reason,
        i.AnsweredAt, i.Recorded?.KnownTo(caller), i.AnsweredBy, i.ContactId, i.Reminders, i.RemindedAt);
}
