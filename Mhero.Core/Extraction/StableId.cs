using Mhero.Core.Fhir;

namespace Mhero.Core.Extraction;

/// <summary>UUIDs of version 5 (RFC 9562): the same parts give the same UUID, today and after a restart.</summary>
internal static class StableId
{
    // mHero's own namespace: a random UUID that was drawn once. Changing it changes every extracted id.
    private static readonly Guid Space = new("6f1c1d3e-6a55-4e0b-9a3b-0d6f3f6c4e21");

    /// <summary>A <c>urn:uuid:</c> for the parts.</summary>
    public static string Urn(params ReadOnlySpan<string> parts) => StandardSystems.UrnUuid + Of(parts).ToString("D");

    /// <summary>A UUID for the parts; <c>["ab", "c"]</c> is another than <c>["a", "bc"]</c>.</summary>
    public static Guid Of(params ReadOnlySpan<string> parts)
    {
        var name = new StringBuilder();
        foreach (var part in parts)
        {
            name.Append(part.Length).Append(':').Append(part);
        }

        return UuidV5.Create(Space, name.ToString());
    }
}
