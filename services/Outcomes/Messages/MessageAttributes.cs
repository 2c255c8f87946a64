using System.Text.RegularExpressions;
using MayorsMechanism.ServiceDefaults.Api;

namespace MayorsMechanism.Outcomes.Messages;

/// <summary>Objectives of the Global Compact for Safe, Orderly and Regular Migration, by number.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class GcmObjectivesAttribute() : ShapeAttribute("gcm-objective")
{
    protected override bool Fits(object value) => value is int[] { Length: <= 23 } numbers && numbers.All(number => number is >= 1 and <= 23);
}

/// <summary>Targets of the Sustainable Development Goals: the goal, a dot, and the target's number or letter.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed partial class SdgTargetsAttribute() : ShapeAttribute("sdg-target")
{
    protected override bool Fits(object value) => value is string[] { Length: <= 50 } targets && targets.All(target => target is not null && Target().IsMatch(target));

    [GeneratedRegex(@"^([1-9]|1[0-7])\.([1-9][0-9]?|[a-z])\z")]
    private static partial Regex Target();
}
