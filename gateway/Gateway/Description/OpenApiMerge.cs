using System.Text.Json.Nodes;

namespace MayorsMechanism.Gateway.Description;

/// <summary>
/// Makes one OpenAPI document of several. Components of one name that are equal are shared; of one name but unequal, each is prefixed with its
/// service's name, at all services that have it, so that no name depends on the order. What cannot be mended is reported to <c>conflicts</c>.
/// </summary>
static class OpenApiMerge
{
    const string ComponentPrefix = "#/components/";

    public static JsonObject Merge(IEnumerable<(string Service, JsonObject Document)> documents, ICollection<string> conflicts)
    {
        var parts = documents.Select(part => (part.Service, Document: (JsonObject)part.Document.DeepClone())).ToList();
        var colliding = Colliding(parts.Select(part => part.Document));
        foreach (var (service, document) in parts) Rename(document, service, colliding);

        var merged = new JsonObject { ["openapi"] = "3.1.1", ["paths"] = new JsonObject(), ["components"] = new JsonObject(), ["tags"] = new JsonArray() };
        var operations = new HashSet<string>();
        foreach (var (service, document) in parts)
        {
            AddPaths(merged, document, service, operations, conflicts);
            AddComponents(merged, document);
            AddTags(merged, document);
        }
        return merged;
    }

    /// <summary>References such as <c>#/components/schemas/Page</c> that name different things, directly or through what they refer to.</summary>
    static HashSet<string> Colliding(IEnumerable<JsonObject> documents)
    {
        var shared = documents.SelectMany(Components).GroupBy(c => c.Reference, c => c.Value).Where(group => group.Count() > 1).ToList();
        var colliding = shared.Where(group => group.Any(value => !JsonNode.DeepEquals(value, group.First()))).Select(group => group.Key).ToHashSet();
        int before;
        do
        {
            before = colliding.Count;
            colliding.UnionWith(shared.Where(group => References(group.First()).Any(r => colliding.Contains(r.GetValue<string>()))).Select(group => group.Key));
        }
        while (colliding.Count > before);
        return colliding;
    }

    static IEnumerable<(string Reference, JsonNode? Value)> Components(JsonObject document) =>
        from section in document["components"] as JsonObject ?? []
        from component in section.Value as JsonObject ?? []
        select (ComponentPrefix + section.Key + "/" + component.Key, component.Value);

    static void Rename(JsonObject document, string service, HashSet<string> colliding)
    {
        string Prefixed(string name) => char.ToUpperInvariant(service[0]) + service[1..] + name;

        foreach (var value in References(document).Where(value => colliding.Contains(value.GetValue<string>())).ToList())
        {
            var reference = value.GetValue<string>();
            var name = reference.LastIndexOf('/') + 1;
            value.ReplaceWith(reference[..name] + Prefixed(reference[name..]));
        }
        foreach (var (reference, value) in Components(document).Where(component => colliding.Contains(component.Reference)).ToList())
        {
            var section = (JsonObject)value!.Parent!;
            var name = reference[(reference.LastIndexOf('/') + 1)..];
            section.Remove(name);
            section[Prefixed(name)] = value;
        }
    }

    /// <summary>Every string that points at a component: <c>$ref</c> and the values of a discriminator's mapping.</summary>
    static IEnumerable<JsonValue> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => References(member.Value)),
        JsonArray items => items.SelectMany(References),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith(ComponentPrefix, StringComparison.Ordinal) => [value],
        _ => [],
    };

    static void AddPaths(JsonObject merged, JsonObject document, string service, HashSet<string> operations, ICollection<string> conflicts)
    {
        var paths = (JsonObject)merged["paths"]!;
        foreach (var (path, item) in document["paths"] as JsonObject ?? [])
        {
            // Paths that differ only in a parameter's name are the same path.
            var known = paths.Select(entry => entry.Key).FirstOrDefault(other => other != path && Shape(other) == Shape(path));
            if (known is not null) conflicts.Add($"{service}: {path} is the path {known} of another service");
            if (paths[path] is not JsonObject target) paths[path] = target = [];
            foreach (var (method, operation) in (JsonObject)item!)
            {
                if (target.ContainsKey(method)) conflicts.Add($"{service}: {method} {path} is described by another service too");
                else target[method] = operation?.DeepClone();
                if (operation is JsonObject && operation["operationId"]?.GetValue<string>() is { } id && !operations.Add(id))
                {
                    conflicts.Add($"{service}: operationId {id} is used twice");
                }
            }
        }
    }

    static string Shape(string path) => string.Join('/', path.Split('/').Select(segment => segment.StartsWith('{') ? "{}" : segment));

    static void AddComponents(JsonObject merged, JsonObject document)
    {
        foreach (var (section, members) in document["components"] as JsonObject ?? [])
        {
            if (merged["components"]![section] is not JsonObject target) merged["components"]![section] = target = [];
            foreach (var (name, value) in members as JsonObject ?? []) target.TryAdd(name, value?.DeepClone());
        }
    }

    static void AddTags(JsonObject merged, JsonObject document)
    {
        var tags = (JsonArray)merged["tags"]!;
        foreach (var tag in document["tags"] as JsonArray ?? [])
        {
            if (!tags.Any(known => JsonNode.DeepEquals(known?["name"], tag?["name"]))) tags.Add(tag?.DeepClone());
        }
    }
}
