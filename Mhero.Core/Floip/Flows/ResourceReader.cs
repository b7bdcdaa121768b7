using Mhero.Core.Floip.Json;

namespace Mhero.Core.Floip.Flows;

/// <summary>Reads resources: a list of objects with a <c>uuid</c>, or an object by UUID; content types as a text or a list.</summary>
internal static class ResourceReader
{
    public static void Read(JsonElement? resources, Dictionary<string, IReadOnlyList<ResourceValue>> to)
    {
        switch (resources)
        {
            case { ValueKind: JsonValueKind.Array } list:
                foreach (var resource in list.EnumerateArray())
                {
                    if (LooseJson.FindText(resource, "uuid") is { } uuid)
                    {
                        to[uuid] = ValuesOf(resource);
                    }
                }

                break;
            case { ValueKind: JsonValueKind.Object } byUuid:
                foreach (var resource in byUuid.EnumerateObject())
                {
                    to[resource.Name] = ValuesOf(resource.Value);
                }

                break;
        }
    }

    private static IReadOnlyList<ResourceValue> ValuesOf(JsonElement resource)
    {
        var values = resource.ValueKind == JsonValueKind.Array ? resource.EnumerateArray() : LooseJson.FindItems(resource, "values");
        return
        [
            .. from value in values
               from type in LooseJson.FindItems(value, "content_type").Select(LooseJson.Text).OfType<string>().DefaultIfEmpty("TEXT")
               select new ResourceValue(
                   LooseJson.FindText(value, "language_id") ?? "",
                   type.ToUpperInvariant(),
                   [.. LooseJson.FindItems(value, "modes").Select(LooseJson.Text).OfType<string>().Select(m => m.ToUpperInvariant())],
                   LooseJson.Find(value, "value") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : LooseJson.FindText(value, "value") ?? "",
                   LooseJson.FindText(value, "mime_type")),
        ];
    }
}
