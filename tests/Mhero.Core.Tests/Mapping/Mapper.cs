using System.Reflection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Validation;
using Mhero.Core.Mapping;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Questionnaires;

namespace Mhero.Core.Tests.Mapping;

/// <summary>A mapper found by reflection, to be run on JSON.</summary>
internal sealed class Mapper
{
    private readonly Type _type;
    private readonly Type _from;

    private Mapper(Type type, Type seam)
    {
        _type = type;
        _from = seam.GetGenericArguments()[0];
    }

    /// <summary>Every implementation of <see cref="IMapper{TFrom,TTo}"/> in the product, by name.</summary>
    public static IReadOnlyDictionary<string, Mapper> All { get; } = (
        from type in typeof(IMapper<,>).Assembly.GetTypes()
        from seam in type.GetInterfaces()
        where !type.IsAbstract && seam.IsGenericType && seam.GetGenericTypeDefinition() == typeof(IMapper<,>)
        select new Mapper(type, seam)).ToDictionary(m => m._type.Name);

    /// <summary>Maps a case's input and gives what a case expects: <c>expected</c> and <c>issues</c>.</summary>
    public (JsonNode Expected, JsonArray Issues) Run(JsonObject mappingCase)
    {
        var options = OptionsOf(mappingCase["options"]);
        var input = MappingJson.Read(mappingCase["input"], _from);
        var before = MappingJson.Write(input).ToJsonString();
        var mapper = Activator.CreateInstance(_type, options is null ? [] : [options])!;
        var result = _type.GetMethod("Map", BindingFlags.Public | BindingFlags.Instance, [_from])!.Invoke(mapper, [input])!;
        Assert.Equal(before, MappingJson.Write(input).ToJsonString());

        var value = result.GetType().GetProperty("Value")!.GetValue(result)!;
        var issues = (IReadOnlyList<MappingIssue>)result.GetType().GetProperty("Issues")!.GetValue(result)!;
        AssertValidFhir(value);
        return (MappingJson.Write(value), new JsonArray(issues.Select(i => (JsonNode)$"{i.Severity} {i.Code} {i.Path}").ToArray()));
    }

    /// <summary>Each mapper's constructor takes its options, and nothing else; null for one that has none.</summary>
    private object? OptionsOf(JsonNode? configured)
    {
        if (_type.GetConstructors().Single().GetParameters().SingleOrDefault()?.ParameterType is not { } optionsType)
        {
            return null;
        }

        var options = configured is not null ? MappingJson.Read(configured, optionsType)
            : optionsType == typeof(ContactMappingOptions) ? new ContactMappingOptions { DefaultRegion = "RW" }
            : Activator.CreateInstance(optionsType)!;
        if (options is ContactMappingOptions contacts)
        {
            Assert.Empty(contacts.Validate());
        }
        else if (options is FlowMappingOptions flows)
        {
            Assert.Empty(flows.Validate());
        }

        return options;
    }

    private static void AssertValidFhir(object value)
    {
        IEnumerable<Resource> resources = value switch
        {
            WorkerUpdate update => update.ChangedRoles.Append(update.Worker.Person),
            Resource resource => [resource],
            _ => [],
        };
        foreach (var resource in resources)
        {
            Assert.Empty(resource.Validate(ModelInfo.ModelInspector).Select(fault => fault.Message).ToList());
            if (resource is Questionnaire questionnaire)
            {
                QuestionnaireRules.AssertKept(questionnaire);
            }
        }
    }
}
