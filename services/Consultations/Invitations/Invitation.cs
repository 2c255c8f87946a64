using MayorsMechanism.Consultations.Answers;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Invitations;

public enum InvitationState { Open, Accepted, Declined, Withdrawn }

/// <summary>Asks an organisation, a network or a government to take part in a consultation, or in one session of it.</summary>
public sealed class Invitation : Entity
{
    public Guid ConsultationId { get; private set; }

    /// <summary>Null when it is to the whole consultation.</summary>
    public Guid? SessionId { get; private set; }

    /// <summary>Who is invited, as it was given: a merge changes who is meant.</summary>
    public Guid OrganisationId { get; private set; }

    /// <summary>Who is written to for it, as it was chosen: a merge changes who is meant. Null when nobody is.</summary>
    public Guid? ContactId { get; private set; }

    public DateTimeOffset Deadline { get; private set; }
    public InvitationState State { get; private set; }

    /// <summary>Why it was declined, in the invited one's words, or session-cancelled.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Null when the invited one answered by itself.</summary>
    public RecordedAnswer? Recorded { get; private set; }

    /// <summary>Who answered by a one-time link.</summary>
    public Guid? AnsweredBy { get; private set; }

    public int Reminders { get; private set; }
    public DateTimeOffset? RemindedAt { get; private set; }

    Invitation() { }

    public Invitation(Guid consultation, Guid? session, Guid organisation, DateTimeOffset deadline, Guid? contact) =>
        (ConsultationId, SessionId, OrganisationId, Deadline, ContactId) = (consultation, session, organisation, deadline, contact);

    public void Change(DateTimeOffset deadline, Guid? contact)
    {
        Require(State is InvitationState.Open);
        (Deadline, ContactId) = (deadline, contact);
    }

    /// <param name="now">When it is said.</param>
    /// <param name="recorded">How the secretariat heard of it; null when the invited one says so itself, which it may until the deadline.</param>
    public void Accept(DateTimeOffset now, RecordedAnswer? recorded) => Answer(InvitationState.Accepted, now, null, recorded);

    /// <inheritdoc cref="Accept"/>
    public void Decline(DateTimeOffset now, string? reason, RecordedAnswer? recorded) => Answer(InvitationState.Declined, now, reason, recorded);

    /// <summary>Whoever was written to answers by the link in the letter.</summary>
    /// <exception cref="RuleViolation">Another is written to by now, or it is not open any more, or its time is over.</exception>
    public void AnswerByLink(Guid person, bool accepts, string? reason, DateTimeOffset now)
    {
        RequireContact(person);
        if (accepts) Accept(now, null);
        else Decline(now, reason, null);
        AnsweredBy = person;
    }

    /// <exception cref="RuleViolation">Another is written to by now: what this one was told is not for them any more.</exception>
    public void RequireContact(Guid person)
    {
        if (ContactId != person) throw new RuleViolation("link-superseded");
    }

    /// <summary>Whether an answer by link is taken.</summary>
    public bool IsAsking(DateTimeOffset now) => State is InvitationState.Open && now <= Deadline;

    /// <summary>Who was written to is gone: that somebody was asked stays, and nothing that they said in their own words.</summary>
    public void Forget(IReadOnlyCollection<Guid> person)
    {
        if (ContactId is { } contact && person.Contains(contact)) ContactId = null;
        if (AnsweredBy is { } answered && person.Contains(answered)) (AnsweredBy, Reason) = (null, null);
    }

    public void Withdraw()
    {
        Require(State is not InvitationState.Withdrawn);
        State = InvitationState.Withdrawn;
    }

    /// <summary>Nobody waits for an answer any more: its session was cancelled.</summary>
    public void Lapse()
    {
        Require(State is InvitationState.Open);
        (State, Reason) = (InvitationState.Withdrawn, Nomination.SessionCancelled);
    }

    /// <param name="now">When it is asked for.</param>
    /// <param name="contact">Who is written to from now on.</param>
    public void Remind(DateTimeOffset now, Guid? contact)
    {
        if (State is not InvitationState.Open) throw new RuleViolation(State is InvitationState.Withdrawn ? "invitation-state" : "invitation-answered");
        RequireTime(now);
        (Reminders, RemindedAt, ContactId) = (Reminders + 1, now, contact);
    }

    void Answer(InvitationState answer, DateTimeOffset now, string? reason, RecordedAnswer? recorded)
    {
        Require(State is InvitationState.Open);
        if (recorded is null) RequireTime(now);
        (State, AnsweredAt, Reason, Recorded) = (answer, now, reason, recorded);
    }

    void RequireTime(DateTimeOffset now)
    {
        if (now > Deadline) throw new RuleViolation("invitation-over");
    }

    static void Require(bool allowed)
    {
        if (!allowed) throw new RuleViolation("invitation-state");
    }
}
