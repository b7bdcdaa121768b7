using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Run;

/// <summary>References between the entries of one bundle.</summary>
internal static class References
{
    /// <summary>
    /// Rewrites references. The other parts of a reference that leads to nothing (identifier, display) stay; without any the
    /// element is removed.
    /// </summary>
    /// <param name="element">The resource, or an element of it.</param>
    /// <param name="rewrite">The new url for an old one: the same, another, or null for nothing.</param>
    /// <returns>Whether anything was removed.</returns>
    public static bool Rewrite(Base element, Func<string, string?> rewrite)
    {
        var removed = false;
        foreach (var (name, value) in element.EnumerateElements().ToList())
        {
            switch (value)
            {
                case ResourceReference reference:
                    if (Apply(reference, rewrite, ref removed))
                    {
                        element.SetValue(name, null);
                    }

                    break;
                case List<ResourceReference> list:
                    list.RemoveAll(reference => Apply(reference, rewrite, ref removed));
                    break;
                case PrimitiveType:
                    break;
                case Base child:
                    removed |= Rewrite(child, rewrite);
                    break;
                case System.Collections.IEnumerable children:
                    foreach (var child in children.OfType<Base>().Where(child => child is not PrimitiveType))
                    {
                        removed |= Rewrite(child, rewrite);
                    }

                    break;
            }
        }

        return removed;
    }

    private static bool Apply(ResourceReference reference, Func<string, string?> rewrite, ref bool removed)
    {
        if (reference.ReferenceElement?.JsonValue is not string url)
        {
            return false;
        }

        var target = rewrite(url);
        if (target == url)
        {
            return false;
        }

        reference.Reference = target;
        removed |= target is null;
        return target is null && reference.Identifier is null && reference.DisplayElement?.JsonValue is null;
    }
}
