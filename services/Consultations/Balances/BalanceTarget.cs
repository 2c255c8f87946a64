using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Consultations.Balances;

/// <summary>What the secretariat aims at for a consultation or a cycle: a share or a number of the local and regional authorities seated.</summary>
public sealed class BalanceTarget : Entity
{
    // One of the two is set.
    public Guid? ConsultationId { get; private set; }
    public Guid? CycleId { get; private set; }

    public Dimension Dimension { get; private set; }
    public string Value { get; private set; } = null!;

    /// <summary>In per cent. It holds for each session and each consultation, too.</summary>
    public int? Share { get; private set; }

    /// <summary>Of the whole that it was set for, and of nothing smaller.</summary>
    public int? Number { get; private set; }

    BalanceTarget() { }

    public static BalanceTarget OfConsultation(Guid consultation, TargetBody facts) => new(facts) { ConsultationId = consultation };

    public static BalanceTarget OfCycle(Guid cycle, TargetBody facts) => new(facts) { CycleId = cycle };

    BalanceTarget(TargetBody facts) => Set(facts);

    public void Set(TargetBody facts)
    {
        if (facts.Share is null == facts.Number is null) throw new ShapeException("share", "share-or-number");
        (Dimension, Value, Share, Number) = (facts.Dimension, facts.Dimension.ValueOf(facts.Value), facts.Share, facts.Number);
    }
}

/// <summary>What to aim at.</summary>
/// <param name="Dimension">By what is counted.</param>
/// <param name="Value">Of whom, such as female, 419 or municipality.</param>
/// <param name="Share">In per cent of the authorities that are seated; or</param>
/// <param name="Number">how many of them.</param>
public sealed record TargetBody(Dimension Dimension, [Text(100)] string Value, [Between(1, 100)] int? Share = null, [Between(1, 100000)] int? Number = null)
{
    public static TargetBody Example => new(Dimension.Gender, "female", Share: 50);
}

/// <param name="Id">Names the target.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="ConsultationId">Of which consultation; null when it is a cycle's.</param>
/// <param name="CycleId">Of which cycle; null when it is a consultation's.</param>
/// <param name="Dimension">By what is counted.</param>
/// <param name="Value">Of whom.</param>
/// <param name="Share">In per cent.</param>
/// <param name="Number">How many.</param>
public sealed record TargetResponse(
    Guid Id, int Version, Guid? ConsultationId, Guid? CycleId, Dimension Dimension, string Value, int? Share, int? Number) : IVersioned
{
    public static TargetResponse Of(BalanceTarget t) => new(t.Id, t.Version, t.ConsultationId, t.CycleId, t.Dimension, t.Value, t.Share, t.Number);

    /// <summary>What a merge patch starts from.</summary>
    public static TargetBody BodyOf(BalanceTarget t) => new(t.Dimension, t.Value, t.Share, t.Number);
}
