using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

namespace MayorsMechanism.Consultations.Sessions;

public enum SessionKind { OpeningPlenary, Thematic, ClosingSession, ClosingPlenary, Additional }

public enum SessionState { Tentative, Confirmed, Held, Cancelled }

/// <summary>One meeting of a consultation. Its day and zone are known; its hour may not be.</summary>
public sealed class Session : Entity
{
    public Guid ConsultationId { get; private set; }
    public SessionKind Kind { get; private set; }

    /// <summary>A theme of the consultation's cycle.</summary>
    public Guid? ThemeId { get; private set; }

    /// <summary>By language (BCP 47).</summary>
    public Dictionary<string, string> Title { get; private set; } = [];

    /// <summary>The day in the session's zone.</summary>
    public DateOnly Date { get; private set; }

    public DateTimeOffset? Start { get; private set; }
    public TimeSpan? Duration { get; private set; }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; private set; } = null!;

    /// <summary>Languages of interpretation.</summary>
    public string[] Languages { get; private set; } = [];

    /// <summary>Where to join, by language (BCP 47). They are for those who take part: neither answers nor events that others read show them.</summary>
    public Dictionary<string, string> JoiningLinks { get; private set; } = [];

    /// <summary>For local and regional authorities.</summary>
    public int Seats { get; private set; }

    public SessionState State { get; private set; }

    /// <summary>Not a plenary or a closing.</summary>
    public bool IsOnATopic => Kind is SessionKind.Thematic or SessionKind.Additional;

    /// <summary>As it was last released; null as long as it never was.</summary>
    public ReleasedSession? Released { get; private set; }

    /// <summary>Of that release. Null before it.</summary>
    public SessionState? ReleasedState { get; private set; }

    /// <summary>As it is planned now, which only the secretariat sees once there is a release.</summary>
    public SessionFacts Facts => new(Kind, ThemeId, Title, Date, Start, Duration, TimeZone, Languages, State, Seats);

    /// <summary>What participants are told of it.</summary>
    public SessionFacts Announced => Released?.Facts ?? Facts;

    /// <summary>The secretariat knows it as it is planned; everybody else as it is announced, and that it was held.</summary>
    public SessionFacts KnownTo(Caller caller) =>
        caller.IsSecretariat ? Facts : State is SessionState.Held ? Announced with { State = State } : Announced;

    Session() { }

    public Session(Guid consultation, SessionBody facts)
    {
        ConsultationId = consultation;
        Set(facts);
    }

    /// <param name="facts">What the session is to be.</param>
    /// <param name="seated">How many people are seated already.</param>
    /// <param name="now">One that was held stays on a day that has come.</param>
    public void Change(SessionBody facts, int seated, DateTimeOffset now)
    {
        if (State is SessionState.Cancelled) throw new RuleViolation("session-state");
        if (State is SessionState.Held && facts.Date > DayAt(now, facts.TimeZone)) throw new RuleViolation("session-ahead");
        if (facts.Seats < seated) throw new RuleViolation("seats-taken", seated);
        Set(facts);
    }

    public void Join(Dictionary<string, string> links)
    {
        if (State is SessionState.Cancelled) throw new RuleViolation("session-state");
        JoiningLinks = links;
    }

    public void Confirm()
    {
        if (State is not SessionState.Tentative) throw new RuleViolation("session-state");
        State = SessionState.Confirmed;
    }

    /// <summary>A session of the past is entered as held, whether or not anybody had confirmed it.</summary>
    /// <exception cref="RuleViolation">Its day has not come, or it is over already, or it is of today and was never confirmed.</exception>
    public void Hold(DateTimeOffset now)
    {
        var today = DayAt(now, TimeZone);
        if (State is not SessionState.Confirmed && !(State is SessionState.Tentative && Date < today)) throw new RuleViolation("session-state");
        if (Date > today) throw new RuleViolation("session-ahead");
        State = SessionState.Held;
    }

    public void Cancel()
    {
        if (State is not (SessionState.Tentative or SessionState.Confirmed)) throw new RuleViolation("session-state");
        State = SessionState.Cancelled;
    }

    /// <summary>Held or cancelled.</summary>
    public bool IsOver => State is SessionState.Held or SessionState.Cancelled;

    /// <summary>Takes it into a release as it is. One that was cancelled before anybody was shown it stays out.</summary>
    /// <exception cref="RuleViolation">It is still to come, and nobody knows at what hour.</exception>
    public void Release(int number, DateTimeOffset now)
    {
        if (Released is null && State is SessionState.Cancelled) return;
        if (Start is null && State is (SessionState.Tentative or SessionState.Confirmed) && Date >= DayAt(now, TimeZone))
        {
            throw new RuleViolation("start-missing", Facts.TitleIn([]).Title, $"{Date:O}");
        }
        var next = Released?.Next(number, Facts, JoiningLinks, now) ?? new ReleasedSession(Id, number, Facts, 0, now, JoiningLinks);
        if (ReferenceEquals(next, Released)) return;
        Touch();
        (Released, ReleasedState) = (next, State);
    }

    /// <exception cref="RuleViolation">The session was held or cancelled: nobody is nominated or seated any more.</exception>
    public void RequireAhead()
    {
        if (IsOver) throw new RuleViolation("session-over");
    }

    /// <exception cref="RuleViolation">The session was held: whoever had a seat came or stayed away.</exception>
    public void RequireNotHeld()
    {
        if (State is SessionState.Held) throw new RuleViolation("session-over");
    }

    /// <exception cref="RuleViolation">It was cancelled: nobody speaks there.</exception>
    public void RequireNotCancelled()
    {
        if (State is SessionState.Cancelled) throw new RuleViolation("session-over");
    }

    /// <exception cref="RuleViolation">
    /// Nobody can have come or stayed away: the session was cancelled, or in its zone its day is still ahead.
    /// </exception>
    public void RequireDayHasCome(DateTimeOffset now)
    {
        RequireNotCancelled();
        if (DayAt(now, TimeZone) < Date) throw new RuleViolation("session-not-yet", Date);
    }

    /// <exception cref="RuleViolation">Everybody whom the session has room for is seated.</exception>
    public void RequireSeat(int seated)
    {
        if (seated >= Seats) throw new RuleViolation("session-full", Seats);
    }

    static DateOnly DayAt(DateTimeOffset instant, string timeZone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime);

    void Set(SessionBody facts)
    {
        if (facts.Start is { } start && DayAt(start, facts.TimeZone) != facts.Date)
        {
            throw new ShapeException("start", "start-not-on-date");
        }
        if (facts.ThemeId is not null && facts.Kind is not (SessionKind.Thematic or SessionKind.Additional))
        {
            throw new ShapeException("themeId", "theme-of-a-topic");
        }
        (Kind, ThemeId, Title, Date) = (facts.Kind, facts.ThemeId, facts.Title, facts.Date);
        (Start, Duration, TimeZone) = (facts.Start, facts.Duration, facts.TimeZone);
        (Languages, Seats) = (facts.Languages ?? [], facts.Seats);
    }
}
