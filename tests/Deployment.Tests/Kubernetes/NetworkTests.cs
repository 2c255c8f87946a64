using k8s.Models;

namespace MayorsMechanism.Deployment.Kubernetes;

/// <summary>Who may talk to whom follows from who is told whose address.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task Nobody_may_talk_unless_a_policy_says_so()
    {
        var all = (await Rendered.OfAsync("example")).Objects.OfType<V1NetworkPolicy>().Single(policy => policy.Name() == "nothing-else");

        all.Spec.PodSelector.MatchLabels.ShouldBeNull();
        all.Spec.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
        (all.Spec.Ingress, all.Spec.Egress).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_program_may_reach_what_it_is_told_the_address_of_and_nothing_else_of_ours()
    {
        var rendered = await Rendered.OfAsync("example");
        foreach (var service in rendered.Services)
        {
            string[] told = [.. service.References.Select(Target).Append("dashboard").Distinct().Order()];
            Policy(rendered, service.Name).Spec.Egress.Where(rule => rule.To.All(peer => peer.PodSelector is not null))
                .SelectMany(rule => rule.To).SelectMany(peer => Names(peer.PodSelector)).Order().ShouldBe(told, ignoreOrder: false, service.Name);
        }
    }

    [Fact]
    public async Task Whatever_listens_lets_in_those_who_are_told_its_address_and_no_other_program()
    {
        var rendered = await Rendered.OfAsync("example");
        foreach (var target in (string[])["postgres", "rabbitmq", .. rendered.Services.Select(service => service.Name)])
        {
            string[] callers = [.. rendered.Services.Where(service => service.References.Select(Target).Contains(target)).Select(service => service.Name).Order()];
            Policy(rendered, target).Spec.Ingress.SelectMany(rule => rule.FromProperty).Where(peer => peer.PodSelector is not null)
                .SelectMany(peer => Names(peer.PodSelector)).Where(name => name != target).Order().ShouldBe(callers, ignoreOrder: false, target);
        }
    }

    [Fact]
    public async Task Mail_alone_leaves_the_cluster()
    {
        var rendered = await Rendered.OfAsync("example");
        var world = rendered.Services.Where(service => Policy(rendered, service.Name).Spec.Egress.Any(rule => rule.To.Any(peer => peer.IpBlock is not null)));

        world.Select(service => service.Name).ShouldBe(["notifications"]);
        Policy(rendered, "notifications").Spec.Egress.Single(rule => rule.To.Any(peer => peer.IpBlock is not null))
            .Ports.Select(port => port.Port.Value).ShouldBe(["25", "465", "587"]);
    }

    static V1NetworkPolicy Policy(Rendered rendered, string name) => rendered.Objects.OfType<V1NetworkPolicy>().Single(policy => policy.Name() == name);

    static string Target(string reference) => reference.EndsWith("-db", StringComparison.Ordinal) ? "postgres" : reference;

    static IEnumerable<string> Names(V1LabelSelector selector) => selector switch
    {
        { MatchExpressions: [var one] } => one.Values,
        { MatchLabels: { } labels } when labels.TryGetValue("cnpg.io/cluster", out var cluster) => [cluster],
        { MatchLabels: { } labels } => [labels["app.kubernetes.io/name"]],
        _ => throw new InvalidOperationException("A policy of an unknown form."),
    };
}
