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

    public DateTimeOffset Deadline { get; private set; }
    public InvitationState State { get; private set; }

    /// <summary>Why it was declined, in the invited one's words, or session-cancelled.</summary>
    public string? Reason { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Null when the invited network answered by itself.</summary>
    public RecordedAnswer? Recorded { get; private set; }

    public int Reminders { get; private set; }
    public DateTimeOffset? RemindedAt { get; private set; }

    Invitation() { }

    public Invitation(Guid consultation, Guid? session, Guid organisation, DateTimeOffset deadline) =>
        (ConsultationId, SessionId, OrganisationId, Deadline) = (consultation, session, organisation, deadline);

    public void Extend(DateTimeOffset deadline)
    {
        Require(State is InvitationState.Open);
        Deadline = deadline;
    }

    /// <param name="now">When it is said.</param>
    /// <param name="recorded">How the secretariat heard of it; null when the invited one says so itself, which it may until the deadline.</param>
    public void Accept(DateTimeOffset now, RecordedAnswer? recorded) => Answer(InvitationState.Accepted, now, null, recorded);

    /// <inheritdoc cref="Accept"/>
    public void Decline(DateTimeOffset now, string? reason, RecordedAnswer? recorded) => Answer(InvitationState.Declined, now, reason, recorded);

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

    public void Remind(DateTimeOffset now)
    {
        if (State is not InvitationState.Open) throw new RuleViolation(State is InvitationState.Withdrawn ? "invitation-state" : "invitation-answered");
        RequireTime(now);
        (Reminders, RemindedAt) = (Reminders + 1, now);
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
