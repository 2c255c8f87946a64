using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using MassTransit.Serialization;
using MayorsMechanism.Messaging.Bulk;
using MayorsMechanism.Messaging.Contracts;

namespace MayorsMechanism.Messaging.Tests;

/// <summary>
/// What is on the wire, pinned in contracts.json. A release reads what the one before it wrote, so a member may be added there, and none
/// renamed, retyped or removed.
/// </summary>
public sealed class ContractTests
{
    static readonly JsonObject Pinned = ReadPinned();

    static readonly Type[] Records = [.. typeof(IRecordEvent).Assembly.GetTypes().Where(type => type.Namespace == typeof(IRecordEvent).Namespace && !type.IsInterface)];

    // Those that are not a part of another.
    internal static readonly Type[] Types = [.. Records
        .Except(Records.SelectMany(record => record.GetProperties()).Select(member => member.PropertyType.GetElementType() ?? member.PropertyType))
        .OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. Types.Select(type => type.Name)];

    [Fact]
    public void Every_contract_is_pinned_and_nothing_else() => Pinned.Select(pin => pin.Key).ShouldBe(Types.Select(type => type.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_contract_keeps_its_name_and_its_members(string name)
    {
        var type = Types.Single(type => type.Name == name);

        var actual = new JsonObject { ["urn"] = MessageUrn.ForTypeString(type), ["json"] = JsonSerializer.SerializeToNode(Sample(type), type, SystemTextJsonMessageSerializer.Options) };

        actual.ToJsonString().ShouldBe(Pinned[name]?.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_pinned_can_be_read_and_members_that_are_not_known_do_no_harm(string name)
    {
        var type = Types.Single(type => type.Name == name);
        var json = Pinned[name]!["json"]!.DeepClone();
        json["addedByALaterRelease"] = true;

        var read = json.Deserialize(type, SystemTextJsonMessageSerializer.Options);

        JsonSerializer.SerializeToNode(read, type, SystemTextJsonMessageSerializer.Options)!.ToJsonString().ShouldBe(Pinned[name]!["json"]!.ToJsonString());
    }

    [Fact]
    public void A_bundle_keeps_its_name_and_its_members()
    {
        var (id, type) = (Guid.Parse("01970000-0000-7000-8000-000000000001"), typeof(Bundle<PersonErased>));
        var bundle = new Bundle<PersonErased> { Events = [new Bundled<PersonErased> { MessageId = id, Event = new PersonErased { Id = id, Version = 3 } }] };

        MessageUrn.ForTypeString(type).ShouldBe("urn:message:MayorsMechanism.Messaging.Bulk:Bundle[[MayorsMechanism.Messaging.Contracts:PersonErased]]");
        JsonSerializer.SerializeToNode(bundle, SystemTextJsonMessageSerializer.Options)!.ToJsonString()
            .ShouldBe("""{"events":[{"messageId":"ID","event":{"id":"ID","version":3}}]}""".Replace("ID", $"{id}", StringComparison.Ordinal));
    }

    /// <summary>An instance with every member set, always to the same.</summary>
    static object Sample(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Sample(inner);
        if (type == typeof(string)) return "text";
        if (type == typeof(Guid)) return Guid.Parse("01970000-0000-7000-8000-000000000001");
        if (type == typeof(bool)) return true;
        if (type == typeof(long)) return 3L;
        if (type == typeof(int)) return 3;
        if (type == typeof(DateOnly)) return new DateOnly(2020, 6, 11);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2020, 6, 11, 14, 0, 0, TimeSpan.Zero);
        if (type == typeof(TimeSpan)) return TimeSpan.FromMinutes(90);
        if (type == typeof(Dictionary<string, string>)) return new Dictionary<string, string> { ["en"] = "text" };
        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, 1);
            array.SetValue(Sample(type.GetElementType()!), 0);
            return array;
        }
        var sample = Activator.CreateInstance(type)!;
        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)) member.SetValue(sample, Sample(member.PropertyType));
        return sample;
    }

    static JsonObject ReadPinned()
    {
        using var stream = typeof(ContractTests).Assembly.GetManifestResourceStream("contracts.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
