using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MayorsMechanism.Deployment.Compose;

/// <summary>What holds of the system on one machine, read from its file.</summary>
public sealed class ComposeTests
{
    static readonly string[] Servers = ["postgres", "rabbitmq"];

    [Fact]
    public void There_are_two_replicas_of_every_program_and_the_gateway_knows_both()
    {
        var programs = ComposeFile.Programs.Keys.Select(name => name[..^2]).Distinct().ToList();
        programs.ShouldBe(["identity", "registry", "consultations", "outcomes", "notifications", "console", "gateway"], ignoreOrder: true);
        ComposeFile.Programs.Keys.ShouldBe(programs.SelectMany(name => (string[])[$"{name}-1", $"{name}-2"]), ignoreOrder: true);

        foreach (var gateway in (string[])["gateway-1", "gateway-2"])
        {
            var told = ComposeFile.Programs[gateway]["environment"]!.AsObject();
            foreach (var name in programs.Where(name => name != "gateway"))
                ((string)told[$"services__{name}__http__0"]!, (string)told[$"services__{name}__http__1"]!).ShouldBe(($"http://{name}-1:8080", $"http://{name}-2:8080"));
        }
    }

    [Fact]
    public void Every_container_is_closed_up_and_has_limits()
    {
        foreach (var (name, container) in ComposeFile.Containers)
        {
            ((string)container["read_only"]!).ShouldBe("true", name);
            container["cap_drop"].Texts().ShouldBe(["ALL"], name);
            container["security_opt"].Texts().ShouldContain("no-new-privileges:true", name);
            ((string?)container["mem_limit"]).ShouldNotBeNullOrEmpty(name);
            container["privileged"].ShouldBeNull(name);
            ((string?)container["user"]).ShouldNotBe("root", name);
            // The images of the two servers take over their volumes first, and step down by themselves.
            container["cap_add"].Texts().Any().ShouldBe(Servers.Contains(name), name);
        }
        File.ReadAllText(Path.Combine(ComposeFile.Folder, "Dockerfile")).ShouldContain("\nUSER 1654\n");
    }

    [Fact]
    public void Every_container_comes_back_and_says_whether_it_is_well()
    {
        foreach (var (name, container) in ComposeFile.Containers.Where(entry => entry.Key is not ("databases" or "dashboard")))
        {
            ((string)container["restart"]!).ShouldBe("unless-stopped", name);
            container["healthcheck"]!["test"].Texts().First().ShouldBe("CMD", name);
        }
        foreach (var (name, program) in ComposeFile.Programs)
        {
            program["healthcheck"]!["test"].Texts().ShouldBe(["CMD", "/app/service", "health"], name);
            var needed = program["secrets"].Texts().Any(secret => secret.EndsWith("-db", StringComparison.Ordinal));
            ((string?)program["depends_on"]?["databases"]?["condition"]).ShouldBe(needed ? "service_completed_successfully" : null, name);
        }
        ((string)ComposeFile.Containers["databases"]["depends_on"]!["postgres"]!["condition"]!).ShouldBe("service_healthy");
    }

    [Fact]
    public void A_program_has_longer_to_stop_than_it_takes_to_drain_and_to_finish()
    {
        foreach (var (name, program) in ComposeFile.Programs)
        {
            var draining = TimeSpan.Parse((string)program["environment"]!["Draining"]!, System.Globalization.CultureInfo.InvariantCulture);
            draining.ShouldBeGreaterThan(TimeSpan.FromSeconds(4), $"{name}: the gateways look every two seconds, twice");
            TimeSpan.FromSeconds(int.Parse(((string)program["stop_grace_period"]!).TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture))
                .ShouldBeGreaterThan(draining + TimeSpan.FromSeconds(25), name);
        }
    }

    [Fact]
    public void The_world_reaches_the_gateways_and_the_dashboard_alone_and_by_loopback()
    {
        var open = ComposeFile.Containers.Where(entry => entry.Value["ports"] is not null).ToDictionary(entry => entry.Key, entry => entry.Value["ports"].Texts());
        open.Keys.ShouldBe(["gateway-1", "gateway-2", "dashboard"], ignoreOrder: true);
        open.Values.ShouldAllBe(ports => ports.All(port => Regex.IsMatch(port, @"^\$\{[A-Z_0-9]+:-127\.0\.0\.1:[0-9]+\}:[0-9]+$")));
        ((string)ComposeFile.Whole["networks"]!["data"]!["internal"]!).ShouldBe("true");
        foreach (var name in Servers) ComposeFile.Containers[name]["networks"].Texts().ShouldBe(["data"], name);
    }

    [Fact]
    public void Secrets_are_files_and_stand_in_no_variable()
    {
        var declared = ComposeFile.Whole["secrets"]!.AsObject();
        declared.ShouldAllBe(secret => (string)secret.Value!["file"]! == $".secrets/{secret.Key}");
        ComposeFile.Containers.Values.SelectMany(container => container["secrets"].Texts()).Distinct()
            .ShouldBe(declared.Select(secret => secret.Key), ignoreOrder: true);

        foreach (var (name, container) in ComposeFile.Containers)
        {
            foreach (var (variable, value) in container["environment"]?.AsObject() ?? new JsonObject())
            {
                if (DeployedService.IsSecret(variable)) ((string)value!).ShouldStartWith("/run/secrets/", Case.Sensitive, $"{name}: {variable}");
            }
        }
    }

    [Fact]
    public void Nothing_of_the_demonstration_is_deployed() =>
        File.ReadAllText(Path.Combine(ComposeFile.Folder, "compose.yaml")).ShouldNotContain("demonstration", Case.Insensitive);
}
