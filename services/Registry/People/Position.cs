using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Registry.People;

public enum PositionKind { Mayor, DeputyMayor, Councillor, Governor, FocalPoint, Director, Expert, Other }

/// <summary>What a person is at an organisation, from a first day to a last day, both included. What counts elsewhere is the role as at that date.</summary>
public sealed class Position : Entity
{
    public Guid PersonId { get; private set; }
    public Guid OrganisationId { get; private set; }

    /// <summary>As printed or as given; sources leave it out at times.</summary>
    public string? Title { get; private set; }

    public PositionKind Kind { get; private set; }

    /// <summary>Elected rather than appointed; null when unknown.</summary>
    public bool? Elected { get; private set; }

    public DateOnly? From { get; private set; }
    public DateOnly? To { get; private set; }

    Position() { }

    public Position(Guid person, Guid organisation, PositionBody facts)
    {
        (PersonId, OrganisationId) = (person, organisation);
        Set(facts);
    }

    /// <exception cref="RuleViolation">The organisation is no more, and the position would gain days there.</exception>
    public void Change(PositionBody facts, Organisation at)
    {
        if (Gains(facts)) at.RequireActive();
        Set(facts);
    }

    /// <summary>Whether there are days in these that it does not have yet.</summary>
    public bool Gains(PositionBody facts) =>
        (facts.From ?? DateOnly.MinValue) < (From ?? DateOnly.MinValue) || (facts.To ?? DateOnly.MaxValue) > (To ?? DateOnly.MaxValue);

    void Set(PositionBody facts)
    {
        if (facts.To < facts.From) throw new ShapeException("to", "ends-before-start");
        (Title, Kind, Elected, From, To) = (facts.Title, facts.Kind, facts.Elected, facts.From, facts.To);
    }
}
