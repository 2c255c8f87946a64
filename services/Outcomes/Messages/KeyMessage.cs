using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Messages;

/// <summary>Of messages that recur or cut across topics, in the order in which a paper has them.</summary>
public enum MessageCategory { LegalFramework, PolicyCoherence, PartnershipsAndParticipation, RegionalCooperation, LocalData, Other }

/// <summary>What local and regional authorities say with one voice, of one session or across all of a consultation.</summary>
public sealed class KeyMessage : Entity
{
    public Guid ConsultationId { get; private set; }

    /// <summary>The topic that it stands under; null when it cuts across.</summary>
    public Guid? SessionId { get; private set; }

    /// <summary>Set exactly when there is no session.</summary>
    public MessageCategory? Category { get; private set; }

    /// <summary>By language (BCP 47); printed bold, before the body.</summary>
    public Dictionary<string, string> Lead { get; private set; } = [];

    public Dictionary<string, string>? Body { get; private set; }

    /// <summary>Nested beneath it, each by language.</summary>
    public Dictionary<string, string>[] Points { get; private set; } = [];

    /// <summary>Among its neighbours; those without come last.</summary>
    public int? Order { get; private set; }

    /// <summary>What it rests on.</summary>
    public Guid[] Contributions { get; private set; } = [];

    /// <summary>Objectives of the Global Compact for Migration, 1 to 23.</summary>
    public int[] Gcm { get; private set; } = [];

    /// <summary>Targets of the Sustainable Development Goals, such as 10.7.</summary>
    public string[] Sdg { get; private set; } = [];

    KeyMessage() { }

    public KeyMessage(KeyMessageBody facts)
    {
        ConsultationId = facts.ConsultationId;
        Set(facts);
    }

    public void Set(KeyMessageBody facts)
    {
        if (facts.ConsultationId != ConsultationId) throw new ShapeException("consultationId", "fixed-consultation");
        if (facts.Placement.SessionId is null == facts.Placement.Category is null) throw new ShapeException("placement", "one-placement");
        (SessionId, Category) = (facts.Placement.SessionId, facts.Placement.Category);
        (Lead, Body, Points, Order) = (facts.Lead, facts.Body, [.. facts.Points ?? []], facts.Order);
        Contributions = [.. (facts.Backing ?? []).Select(backing => backing.ContributionId).Distinct()];
        (Gcm, Sdg) = (facts.Tags?.Gcm ?? [], facts.Tags?.Sdg ?? []);
    }
}
