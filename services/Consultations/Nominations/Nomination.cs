using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Nominations;

public enum NominationState { Proposed, Confirmed, Accepted, Declined, Withdrawn, Attended, Absent }

/// <summary>A person for a session: in which position, on whose behalf, by which network or by the Mechanism.</summary>
public sealed class Nomination : Entity
{
    /// <summary>The reason of a withdrawal that nobody asked for.</summary>
    public const string SessionCancelled = "session-cancelled";

    public Guid SessionId { get; private set; }

    /// <summary>As it was given: a merge of people changes who is meant, not what was said.</summary>
    public Guid PersonId { get; private set; }

    public Guid PositionId { get; private set; }

    /// <summary>Of the position, as it was called on the session's day when the nomination was made.</summary>
    public string? Title { get; private set; }

    /// <summary>Where the position is: what somebody is from, whomever they speak for. Null in nominations of earlier releases.</summary>
    public Guid? AffiliationId { get; private set; }

    public Guid OnBehalfOf { get; private set; }

    /// <summary>The network that nominated; null when the Mechanism did.</summary>
    public Guid? NominatedBy { get; private set; }

    /// <summary>What says that the person speaks for that organisation; nobody needs one to speak for their own.</summary>
    public Guid? MandateId { get; private set; }

    /// <summary>On the name plate and in the paper, where it is not the registry's name.</summary>
    public string? NameAsPrinted { get; private set; }

    /// <summary>Where the person will be: an IANA name.</summary>
    public string? TimeZone { get; private set; }

    /// <summary>From 1, among the alternates of one nominator; null for who is meant to sit there from the beginning.</summary>
    public int? AlternateRank { get; private set; }

    /// <summary>The nomination whose seat this alternate was given.</summary>
    public Guid? Replaces { get; private set; }

    public NominationState State { get; private set; }

    /// <summary>Why it was declined, in the person's words, or session-cancelled.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Null when the person answered without help.</summary>
    public RecordedAnswer? Recorded { get; private set; }

    /// <summary>What the person was last told of the session; null as long as that was nothing.</summary>
    public Told? Told { get; private set; }

    /// <summary>The iTIP message as the person was last sent it; null as long as there was none.</summary>
    public string? Calendar { get; private set; }

    /// <summary>Whom that message names: who spoke for the person when it was written.</summary>
    public Guid? CalendarFor { get; private set; }

    Nomination() { }

    public Nomination(Guid session, PersonPosition position, ProposeNomination facts, Guid? nominatedBy)
    {
        (SessionId, PersonId, NominatedBy) = (session, facts.PersonId, nominatedBy);
        (PositionId, Title, AffiliationId) = (position.Id, position.Title, position.OrganisationId);
        (OnBehalfOf, MandateId, AlternateRank) = (facts.OnBehalfOf, facts.MandateId, facts.AlternateRank);
        (NameAsPrinted, TimeZone) = (facts.NameAsPrinted, facts.TimeZone);
    }

    /// <summary>Still to come.</summary>
    public bool IsLive => State is NominationState.Proposed || IsExpected;

    /// <summary>Has a seat in a session that is still to come.</summary>
    public bool IsExpected => State is NominationState.Confirmed or NominationState.Accepted;

    /// <summary>Declined or withdrawn.</summary>
    public bool HasLeft => State is NominationState.Declined or NominationState.Withdrawn;

    /// <summary>Waits for somebody's seat.</summary>
    public bool IsAlternate => State is NominationState.Proposed && AlternateRank is not null;

    public void Change(NominationDetails details)
    {
        Require(!HasLeft);
        if (details.AlternateRank != AlternateRank) RequireProposed();
        (MandateId, NameAsPrinted, TimeZone, AlternateRank) = (details.MandateId, details.NameAsPrinted, details.TimeZone, details.AlternateRank);
    }

    /// <exception cref="RuleViolation">It was confirmed before, or is over.</exception>
    public void RequireProposed() => Require(State is NominationState.Proposed);

    public void Confirm(SeatNotice notice)
    {
        RequireProposed();
        (State, AlternateRank) = (NominationState.Confirmed, null);
        Tell(notice);
    }

    /// <summary>The session moved: who sits in it is told anew.</summary>
    public void Move(SeatNotice notice)
    {
        Require(IsExpected);
        Tell(notice);
    }

    /// <summary>Is confirmed for the seat of somebody who does not come.</summary>
    public void MoveUp(Guid replaced, SeatNotice notice)
    {
        Require(IsAlternate);
        Confirm(notice);
        Replaces = replaced;
    }

    public void Accept(DateTimeOffset now, RecordedAnswer? recorded = null)
    {
        Require(State is NominationState.Confirmed);
        (State, AnsweredAt, Recorded) = (NominationState.Accepted, now, recorded);
    }

    public void Decline(DateTimeOffset now, string? reason, RecordedAnswer? recorded = null)
    {
        Require(State is NominationState.Confirmed);
        (State, AnsweredAt, Recorded, Reason) = (NominationState.Declined, now, recorded, reason);
        CancelCalendar(now);
    }

    public void Withdraw(DateTimeOffset now, string? reason = null)
    {
        Require(IsLive);
        (State, Reason) = (NominationState.Withdrawn, reason);
        CancelCalendar(now);
    }

    /// <summary>Came, whether or not an answer was given before; also mends an absence that was recorded wrongly.</summary>
    public void Attend() => Record(NominationState.Attended, NominationState.Absent);

    /// <summary>Did not come; also mends an attendance that was recorded wrongly.</summary>
    public void Miss() => Record(NominationState.Absent, NominationState.Attended);

    /// <summary>Keeps that somebody was nominated, and nothing that tells who.</summary>
    /// <param name="ahead">The session is still to come: the person will not.</param>
    public void Forget(bool ahead)
    {
        if (ahead && IsLive) State = NominationState.Withdrawn;
        (Title, NameAsPrinted, TimeZone, Reason, Recorded) = (null, null, null, null, null);
        ForgetCalendar();
    }

    public void ForgetCalendar() => (Calendar, CalendarFor) = (null, null);

    void Record(NominationState what, NominationState mistaken)
    {
        Require(IsExpected || State == mistaken);
        State = what;
    }

    void Tell(SeatNotice notice) => (Told, Calendar, CalendarFor) = (notice.Told, notice.Calendar, notice.For);

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
