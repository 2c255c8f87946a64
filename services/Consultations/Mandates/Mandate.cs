using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging.Files;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Mandates;

/// <summary>Who speaks for whom: a person for an organisation, a network or the Mechanism.</summary>
public sealed class Mandate : Entity
{
    public Guid PersonId { get; private set; }

    /// <summary>For whom: an organisation or a network; null for the Mechanism.</summary>
    public Guid? OrganisationId { get; private set; }

    /// <summary>Who gave it, such as a council; null once the person was erased.</summary>
    public string? GrantedBy { get; private set; }

    // Of these at most one is set; a mandate with none is a general one.
    public Guid? CycleId { get; private set; }
    public Guid? ConsultationId { get; private set; }
    public Guid? SessionId { get; private set; }
    public Guid? ThemeId { get; private set; }

    /// <summary>First day; null when it has no beginning.</summary>
    public DateOnly? From { get; private set; }

    /// <summary>Last day, included; null while it is not ended.</summary>
    public DateOnly? To { get; private set; }

    /// <summary>The network that entered it; null when the secretariat did.</summary>
    public Guid? EnteredBy { get; private set; }

    /// <summary>What it was given by, as it was handed in.</summary>
    public StoredFile? Document { get; private set; }

    Mandate() { }

    public Mandate(MandateBody facts, Guid? enteredBy)
    {
        (PersonId, EnteredBy) = (facts.PersonId, enteredBy);
        Set(facts);
    }

    public void Set(MandateBody facts)
    {
        if (facts.To < facts.From) throw new ShapeException("to", "ends-before-start");
        if (new[] { facts.CycleId, facts.ConsultationId, facts.SessionId, facts.ThemeId }.Count(scope => scope is not null) > 1)
        {
            throw new ShapeException("cycleId", "one-scope");
        }
        (OrganisationId, GrantedBy, From, To) = (facts.OrganisationId, facts.GrantedBy, facts.From, facts.To);
        (CycleId, ConsultationId, SessionId, ThemeId) = (facts.CycleId, facts.ConsultationId, facts.SessionId, facts.ThemeId);
    }

    public void Attach(StoredFile? document) => Document = document;

    public bool IsValidOn(DateOnly day) => (From ?? day) <= day && (To ?? day) >= day;

    /// <param name="session">The session to speak in.</param>
    /// <param name="theme">Its theme, as far as the caller may know it.</param>
    /// <param name="cycle">The cycle that it is held for.</param>
    public bool Covers(Session session, Guid? theme, Guid cycle) => (CycleId ?? cycle) == cycle && (ConsultationId ?? session.ConsultationId) == session.ConsultationId
        && (SessionId ?? session.Id) == session.Id && (ThemeId is null || ThemeId == theme);

    /// <summary>Keeps that there was one, and nothing that somebody wrote about it.</summary>
    public void Forget() => (GrantedBy, Document) = (null, null);
}
