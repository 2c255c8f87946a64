using System.Diagnostics;

namespace MayorsMechanism.Gateway.Edge;

/// <summary>
/// A caller's trace id is taken over (W3C Trace Context), so that the console's traces run on; its baggage is not: services and messages would
/// carry on whatever anybody puts there.
/// </summary>
sealed class TraceContext : DistributedContextPropagator
{
    static readonly DistributedContextPropagator W3C = CreateDefaultPropagator();

    public override IReadOnlyCollection<string> Fields => W3C.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => W3C.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        W3C.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
