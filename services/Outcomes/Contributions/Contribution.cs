using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Contributions;

/// <summary>By whose name it may be told.</summary>
public enum Attribution { Named, OrganisationOnly, None }

/// <summary>What a representative said in a session, in the language it was said in.</summary>
public sealed class Contribution : Entity
{
    public Guid SessionId { get; private set; }
    public Guid ConsultationId { get; private set; }

    /// <summary>As it was given; null once the person was erased.</summary>
    public Guid? PersonId { get; private set; }

    public Guid OnBehalfOf { get; private set; }

    /// <summary>Of the text (BCP 47).</summary>
    public string Language { get; private set; } = null!;

    /// <summary>Authoritative in that language.</summary>
    public string Text { get; private set; } = null!;

    /// <summary>By language (BCP 47).</summary>
    public Dictionary<string, string>? Translations { get; private set; }

    public Attribution Attribution { get; private set; }

    Contribution() { }

    public Contribution(Guid consultation, ContributionBody facts)
    {
        PersonId = facts.PersonId ?? throw new ShapeException("personId", "required");
        ConsultationId = consultation;
        Set(facts);
    }

    public void Set(ContributionBody facts)
    {
        // Only an erasure takes the person away.
        if (facts.PersonId is null && PersonId is not null) throw new ShapeException("personId", "required");
        (SessionId, PersonId, OnBehalfOf) = (facts.SessionId, facts.PersonId, facts.OnBehalfOf);
        (Language, Text, Translations, Attribution) = (facts.Language, facts.Text, facts.Translations, facts.Attribution);
        if (PersonId is null) Forget();
    }

    /// <summary>Keeps that something was said, and nothing that tells by whom.</summary>
    public void Forget()
    {
        PersonId = null;
        if (Attribution is Attribution.Named) Attribution = Attribution.OrganisationOnly;
    }
}
