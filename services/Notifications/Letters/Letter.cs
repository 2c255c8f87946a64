using System.Diagnostics;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Notifications.Letters;

public enum LetterTrigger
{
    NominationConfirmed, NominationMoved, NominationWithdrawn, NominationDeclined, SessionCancelled,
    Invited, InvitationReminder, InvitationMoved, InvitationWithdrawn,
    /// <summary>To who accepted an invitation.</summary>
    AcceptedMoved,
    /// <inheritdoc cref="AcceptedMoved"/>
    AcceptedCancelled,
}

public enum LetterState
{
    Queued, Sending, Sent, Recorded, Failed, Discarded,
    /// <summary>It may have left and nobody knows: it waits for a person.</summary>
    Unconfirmed,
}

/// <summary>What the letter is about. Names no person.</summary>
/// <param name="Consultation">Its name.</param>
/// <param name="Session">The session's title by language; null when it is about the whole consultation, like the next three.</param>
/// <param name="Date">Its day.</param>
/// <param name="Start">Its beginning, if known.</param>
/// <param name="TimeZone">IANA name of the zone in which it is announced.</param>
/// <param name="Organisation">The name of the invited one, in letters about an invitation.</param>
/// <param name="Deadline">Until when it may answer.</param>
public sealed record Occasion(
    string Consultation, Dictionary<string, string>? Session, DateOnly? Date, DateTimeOffset? Start, string? TimeZone,
    string? Organisation = null, DateTimeOffset? Deadline = null)
{
    /// <summary>At another day or hour.</summary>
    public bool IsMovedSince(Occasion before) => (Date, Start, TimeZone) != (before.Date, before.Start, before.TimeZone);

    public static Occasion Of(NominationChanged message) =>
        new(message.Consultation, message.Session, message.Date, message.Start, message.TimeZone);

    public static Occasion Of(InvitationChanged message) =>
        new(message.Consultation, message.Session, message.Date, message.Start, message.TimeZone, message.Organisation, message.Deadline);
}

/// <summary>A letter to one person, from the decision to write it to what became of it.</summary>
public sealed class Letter : Entity
{
    /// <summary>After that whoever claimed it is gone, unless they claim it anew.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>As mail servers do (RFC 5321, section 4.5.4.1).</summary>
    internal static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(5);

    /// <summary>Of a letter whose end nobody knows each copy may have arrived, with a link that works.</summary>
    const int CopiesInDoubt = 2;

    static readonly TimeSpan ForOthers = TimeSpan.FromSeconds(10);

    const int LongestReason = 500;

    const int AttemptsKept = 20;

    public LetterTrigger Trigger { get; private set; }

    /// <summary>What it is about: a nomination or an invitation, the other one is null.</summary>
    public Guid? NominationId { get; private set; }

    /// <inheritdoc cref="NominationId"/>
    public Guid? InvitationId { get; private set; }

    /// <summary>Whom it concerns.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>Who was written to: another when the person had been merged. Null before the first attempt.</summary>
    public Guid? RecipientId { get; private set; }

    /// <summary>Everybody whom it has named so far, in its calendar or as its recipient.</summary>
    public Guid[] Named { get; private set; } = [];

    /// <summary>The letter before this one about the same thing: it has to leave first.</summary>
    public Guid? Follows { get; private set; }

    public Occasion Occasion { get; private set; } = null!;

    /// <summary>The iTIP message to attach, as Consultations wrote it.</summary>
    public string? Calendar { get; private set; }

    public LetterState State { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it may be claimed: queued ones next, those being sent once their sender must be gone.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>The latest; there may have been more.</summary>
    public Attempt[] Attempts { get; private set; } = [];

    public int Tries { get; private set; }

    /// <summary>How many of them broke off where it may have left, since it was last asked for.</summary>
    public int Unknowns { get; private set; }

    /// <summary>Since when it waits for its first attempt; after that, of the first attempt.</summary>
    public DateTimeOffset WaitsSince { get; private set; }

    /// <summary>How often it was asked for: once, and whenever somebody wants it sent again.</summary>
    public int Copies { get; private set; } = 1;

    /// <summary>What its mail is called, for mail programs that show each but once.</summary>
    public string MailName => MailNames.Last();

    internal IEnumerable<string> MailNames => Enumerable.Range(1, Copies).Select(copy => copy is 1 ? $"{Id}" : $"{Id}.{copy}");

    /// <summary>W3C trace context of what led to it.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>As it left, without the link that worked. Null before that.</summary>
    public string? Language { get; private set; }
    public string? Subject { get; private set; }
    public string? Text { get; private set; }
    public string? Html { get; private set; }

    /// <summary>The person or the recipient was erased: nothing that it said is kept.</summary>
    public bool Erased { get; private set; }

    Letter() { }

    public Letter(LetterTrigger trigger, NominationChanged message, Guid? follows, DateTimeOffset now)
    {
        (Trigger, NominationId, PersonId, Follows) = (trigger, message.Id, message.PersonId, follows);
        Say(message);
        (CreatedAt, WaitsSince, DueAt, TraceParent) = (now, now, now, Activity.Current?.Id);
    }

    public Letter(LetterTrigger trigger, InvitationChanged message, Guid contact, Guid? follows, DateTimeOffset now)
    {
        (Trigger, InvitationId, PersonId, Follows) = (trigger, message.Id, contact, follows);
        Occasion = Occasion.Of(message);
        (CreatedAt, WaitsSince, DueAt, TraceParent) = (now, now, now, Activity.Current?.Id);
    }

    /// <summary>It asks somebody to come; otherwise it takes that back.</summary>
    public bool Invites => Adds || Trigger is LetterTrigger.NominationConfirmed or LetterTrigger.Invited;

    /// <summary>It says more to whom an earlier letter asked to come.</summary>
    public bool Adds => Trigger is LetterTrigger.NominationMoved or LetterTrigger.InvitationReminder or LetterTrigger.InvitationMoved;

    /// <summary>It tells who accepted an invitation what became of the session.</summary>
    public bool IsForAccepted => Trigger is LetterTrigger.AcceptedMoved or LetterTrigger.AcceptedCancelled;

    public bool IsDelivered => State is LetterState.Sent or LetterState.Recorded;

    /// <summary>An attempt succeeded, or ended without an answer.</summary>
    public bool MayHaveLeft { get; private set; }

    /// <summary>Certainly: nobody is sending it either.</summary>
    public bool HasNotLeft => State is LetterState.Queued && !MayHaveLeft;

    /// <summary>Nobody knows from it, nor will.</summary>
    public bool ToldNothing => HasNotLeft || (State is LetterState.Failed or LetterState.Discarded && !MayHaveLeft);

    /// <summary>Says the newest about the same seat.</summary>
    public void Restate(NominationChanged message)
    {
        Say(message);
        Touch();
    }

    /// <summary>Says the newest about the same invitation.</summary>
    public void Restate(InvitationChanged message)
    {
        Occasion = Occasion.Of(message);
        Touch();
    }

    public void Discard(DateTimeOffset now)
    {
        NoteInterruption(now);
        State = LetterState.Discarded;
        Touch();
    }

    /// <summary>It cannot be sent as things are, whatever a server would say.</summary>
    public void Refuse(string reason, DateTimeOffset now)
    {
        NoteInterruption(now);
        Add(new Attempt(now, Outcome.Failed, reason));
        State = InVain;
        Touch();
    }

    /// <summary>For one attempt to send it. False when there were enough whose end nobody knows.</summary>
    public bool Claim(Guid recipient, DateTimeOffset now)
    {
        NoteInterruption(now);
        var mayTry = Unknowns < CopiesInDoubt;
        (State, RecipientId, DueAt) = (mayTry ? LetterState.Sending : LetterState.Unconfirmed, recipient, now + Lease);
        Named = [.. Named.Union([recipient])];
        Touch();
        return mayTry;
    }

    /// <summary>There was no attempt after all, for a reason that is not this letter's: others go first.</summary>
    /// <param name="tries">As in <see cref="End"/>.</param>
    /// <param name="now">The time.</param>
    public void Release(int tries, DateTimeOffset now)
    {
        if (!IsHeld(tries)) return;
        (State, DueAt) = Erased ? (LetterState.Discarded, DueAt) : (LetterState.Queued, now + ForOthers);
        Touch();
    }

    /// <summary>Somebody wants it sent again, whatever became of it.</summary>
    /// <exception cref="RuleViolation">It is on its way, or says nothing any more.</exception>
    public void SendAgain(DateTimeOffset now)
    {
        if (State is LetterState.Queued or LetterState.Sending) throw new RuleViolation("letter-on-its-way");
        if (Erased) throw new RuleViolation("letter-erased");
        (State, DueAt, WaitsSince, Unknowns) = (LetterState.Queued, now, now, 0);
        Copies++;
    }

    /// <summary>Records what an attempt came to. Delivered is delivered; anything else counts only for who still holds the claim.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="tries">How many there were when it was claimed: more, and somebody else has taken over.</param>
    /// <param name="words">What is kept of a letter that was delivered.</param>
    public void End(Attempt attempt, int tries, Words? words)
    {
        if (attempt.IsDelivery ? IsDelivered : !IsHeld(tries)) return;
        if (Attempts is not [.., { } last] || last.At < WaitsSince) WaitsSince = attempt.At;
        Add(Erased ? attempt with { Reason = null } : attempt);
        (State, DueAt) = attempt.Outcome switch
        {
            Outcome.Sent => (LetterState.Sent, DueAt),
            Outcome.Recorded => (LetterState.Recorded, DueAt),
            Outcome.Failed => (InVain, DueAt),
            _ when Erased => (LetterState.Discarded, DueAt),
            _ when Unknowns >= CopiesInDoubt || attempt.At - WaitsSince > GiveUpAfter => (InVain, DueAt),
            _ => (LetterState.Queued, attempt.At + Pause),
        };
        if (words is not null && !Erased) (Language, Subject, Text, Html) = (words.Language, words.Subject, words.Text, words.Html);
        Touch();
    }

    /// <summary>Empties what tells of a person. One that is being sent ends as it ends; who ends it, or takes over, sees to the rest.</summary>
    public void Erase()
    {
        (Erased, Calendar, Language, Subject, Text, Html) = (true, null, null, null, null, null);
        // A server's refusal may quote the address.
        Attempts = [.. Attempts.Select(attempt => attempt with { Reason = null })];
        if (State is LetterState.Queued) State = LetterState.Discarded;
    }

    bool IsHeld(int tries) => State is LetterState.Sending && Tries == tries;

    LetterState InVain => Unknowns > 0 ? LetterState.Unconfirmed : LetterState.Failed;

    void Say(NominationChanged message)
    {
        (Occasion, Calendar) = (Occasion.Of(message), message.Calendar);
        if (message.CalendarFor is { } person) Named = [.. Named.Union([person])];
    }

    /// <summary>Whoever had claimed it before is gone, with an attempt that nobody knows the end of.</summary>
    void NoteInterruption(DateTimeOffset now)
    {
        if (State is LetterState.Sending) Add(new Attempt(now, Outcome.Unknown, "interrupted"));
    }

    void Add(Attempt attempt)
    {
        // A server may say anything, at any length.
        var reason = attempt.Reason is { } words ? string.Concat(words.Where(letter => !char.IsControl(letter)).Take(LongestReason)) : null;
        Attempts = [.. Attempts.Append(attempt with { Reason = reason }).TakeLast(AttemptsKept)];
        if (attempt.Outcome is Outcome.Unknown) Unknowns++;
        MayHaveLeft |= attempt.IsDelivery || attempt.Outcome is Outcome.Unknown;
        Tries++;
    }

    /// <summary>1 s, 2 s, 4 s … 10 min.</summary>
    TimeSpan Pause => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Tries - 1)));
}
