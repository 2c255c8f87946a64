using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Calls;

public enum CallState { Open, Closed }

/// <summary>Asks one network to nominate for one session: for so many seats, until a moment, whom it is looking for.</summary>
public sealed class NominationCall : Entity
{
    public Guid SessionId { get; private set; }
    public Guid NetworkId { get; private set; }
    public int Seats { get; private set; }
    public DateTimeOffset Deadline { get; private set; }

    /// <summary>Who is wanted, by language (BCP 47).</summary>
    public Dictionary<string, string>? Profile { get; private set; }

    public CallState State { get; private set; }

    NominationCall() { }

    public NominationCall(Guid session, CallBody facts)
    {
        (SessionId, NetworkId) = (session, facts.NetworkId);
        Set(facts);
    }

    public void Set(CallBody facts) => (Seats, Deadline, Profile) = (facts.Seats, facts.Deadline, facts.Profile);

    public void Close() => Go(CallState.Open, CallState.Closed);

    public void Reopen() => Go(CallState.Closed, CallState.Open);

    /// <summary>Its session was held or cancelled.</summary>
    public void End() => State = CallState.Closed;

    /// <exception cref="RuleViolation">It was closed, or its time is over.</exception>
    public void RequireOpen(DateTimeOffset now)
    {
        if (State is CallState.Closed || now > Deadline) throw new RuleViolation("call-closed");
    }

    void Go(CallState from, CallState to)
    {
        if (State != from) throw new RuleViolation("call-state");
        State = to;
    }
}
