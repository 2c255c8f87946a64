using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Nominations;

public enum NominationState { Proposed, Confirmed, Accepted, Declined, Withdrawn }

/// <summary>A person for a session: in which position, on whose behalf, by which network or by the Mechanism.</summary>
public sealed class Nomination : Entity
{
    /// <summary>The reason of a withdrawal that nobody asked for.</summary>
    public const string SessionCancelled = "session-cancelled";

    public Guid SessionId { get; private set; }

    /// <summary>As it was given: a merge of people changes who is meant, not what was said.</summary>
    public Guid PersonId { get; private set; }

    public Guid PositionId { get; private set; }

    /// <summary>Of the position, as it was called when the nomination was made.</summary>
    public string? Title { get; private set; }

    public Guid OnBehalfOf { get; private set; }

    /// <summary>The network that nominated; null when the Mechanism did.</summary>
    public Guid? NominatedBy { get; private set; }

    public NominationState State { get; private set; }

    /// <summary>Why it was declined, in the person's words, or session-cancelled.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>What the person was last told of the session; null as long as that was nothing.</summary>
    public Told? Told { get; private set; }

    /// <summary>The iTIP message as the person was last sent it; null as long as there was none.</summary>
    public string? Calendar { get; private set; }

    /// <summary>Whom that message names: who spoke for the person when it was written.</summary>
    public Guid? CalendarFor { get; private set; }

    Nomination() { }

    public Nomination(Guid session, Guid person, PersonPosition position, Guid onBehalfOf, Guid? nominatedBy)
    {
        (SessionId, PersonId, PositionId, Title) = (session, person, position.Id, position.Title);
        (OnBehalfOf, NominatedBy) = (onBehalfOf, nominatedBy);
    }

    /// <summary>Neither declined nor withdrawn.</summary>
    public bool IsLive => State is NominationState.Proposed or NominationState.Confirmed or NominationState.Accepted;

    public void Confirm(Invitation invitation)
    {
        Require(State is NominationState.Proposed);
        State = NominationState.Confirmed;
        Tell(invitation);
    }

    /// <summary>The session moved: who sits in it is told anew.</summary>
    public void Move(Invitation invitation)
    {
        Require(State is NominationState.Confirmed or NominationState.Accepted);
        Tell(invitation);
    }

    public void Accept(DateTimeOffset now)
    {
        Require(State is NominationState.Confirmed);
        (State, AnsweredAt) = (NominationState.Accepted, now);
    }

    public void Decline(DateTimeOffset now, string? reason)
    {
        Require(State is NominationState.Confirmed);
        (State, AnsweredAt, Reason) = (NominationState.Declined, now, reason);
        CancelCalendar(now);
    }

    public void Withdraw(DateTimeOffset now, string? reason = null)
    {
        Require(IsLive);
        (State, Reason) = (NominationState.Withdrawn, reason);
        CancelCalendar(now);
    }

    /// <summary>Keeps that somebody was nominated, and nothing that tells who.</summary>
    /// <param name="ahead">The session is still to come: the person will not.</param>
    public void Forget(bool ahead)
    {
        if (ahead && IsLive) State = NominationState.Withdrawn;
        (Title, Reason) = (null, null);
        ForgetCalendar();
    }

    public void ForgetCalendar() => (Calendar, CalendarFor) = (null, null);

    void Tell(Invitation invitation) => (Told, Calendar, CalendarFor) = (invitation.Told, invitation.Calendar, invitation.For);

    void CancelCalendar(DateTimeOffset now)
    {
        Told = Told?.Again(Told.Facts, now);
        if (Calendar is { } request) Calendar = ParticipantCalendar.Cancel(request, Told!.Sequence, now);
    }

    static void Require(bool allowed)
    {
        if (!allowed) throw new RuleViolation("nomination-state");
    }
}
