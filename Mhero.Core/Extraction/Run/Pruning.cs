using System.Collections;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Validation;

namespace Mhero.Core.Extraction.Run;

/// <summary>Takes elements out of a resource that R4 does not allow as they are, so that the rest of it can be kept.</summary>
internal static class Pruning
{
    /// <summary>Removes the parts that are not valid, the smallest first.</summary>
    /// <param name="element">The resource, or an element of it; it is changed.</param>
    public static void RemoveInvalid(Base element)
    {
        foreach (var (name, value) in element.EnumerateElements().ToList())
        {
            switch (value)
            {
                case Base child:
                    if (!Remains(child))
                    {
                        element.SetValue(name, null);
                    }

                    break;
                case IList list:
                    foreach (var child in list.OfType<Base>().Where(child => !Remains(child)).ToList())
                    {
                        list.Remove(child);
                    }

                    if (list.Count == 0)
                    {
                        element.SetValue(name, null);
                    }

                    break;
            }
        }
    }

    /// <summary>Removes the element of a path.</summary>
    /// <param name="resource">The resource; it is changed.</param>
    /// <param name="path">As <c>Patient.contact[0].name</c>.</param>
    /// <returns>Whether there was such an element.</returns>
    public static bool Remove(Resource resource, string path)
    {
        Base element = resource;
        var steps = path.Split('.');
        for (var i = 1; i < steps.Length; i++)
        {
            var (name, index) = StepOf(steps[i]);
            if (ModelInfo.ModelInspector.FindClassMapping(element.GetType())?.FindMappedElementByName(name) is not { } property
                || !element.TryGetValue(property.Name, out var value))
            {
                return false;
            }

            var list = value as IList;
            if (i == steps.Length - 1)
            {
                RemoveFrom(element, property, list, index);
                return true;
            }

            if ((list is null ? value : list.Count > index ? list[index] : null) is not Base next)
            {
                return false;
            }

            element = next;
        }

        return false;
    }

    private static bool Remains(Base element)
    {
        if (element.Validate().Count == 0)
        {
            return true;
        }

        if (element is PrimitiveType)
        {
            return false;
        }

        RemoveInvalid(element);
        return element.EnumerateElements().Any() && element.Validate().Count == 0;
    }

    private static void RemoveFrom(Base element, PropertyMapping property, IList? list, int index)
    {
        if (list is { Count: > 1 } && index < list.Count)
        {
            list.RemoveAt(index);
        }
        else
        {
            element.SetValue(property.Name, null);
        }
    }

    private static (string Name, int Index) StepOf(string step)
    {
        var bracket = step.IndexOf('[', StringComparison.Ordinal);
        return bracket > 0 && int.TryParse(step.AsSpan(bracket + 1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (step[..bracket], index)
            : (step, 0);
    }
}
