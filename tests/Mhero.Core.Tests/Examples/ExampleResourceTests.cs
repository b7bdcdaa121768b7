using Hl7.Fhir.Model;
using Hl7.Fhir.Validation;
using Mhero.Core.Fhir;

namespace Mhero.Core.Tests.Examples;

/// <summary>Every resource of the examples is strictly valid R4, and the Questionnaires ask what their flows ask.</summary>
public sealed class ExampleResourceTests
{
    public static TheoryData<string> Examples => [.. Example.Names];

    public static TheoryData<string> Files => [.. Example.ResourceFiles];

    [Theory]
    [MemberData(nameof(Files))]
    public void Resource_InAnyFile_IsStrictlyValid(string file)
    {
        var resource = Example.ReadResource<Resource>(file);

        // A template lacks what is filled in later.
        var whole = resource is Questionnaire questionnaire ? WithoutTemplates(questionnaire) : resource;
        Assert.Empty(whole.Validate(ModelInfo.ModelInspector).Select(fault => fault.Message));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Questionnaire_Items_AreTheResultsOfItsFlow(string name)
    {
        var example = new Example(name);

        Assert.Equal(example.Flows.Select(flow => flow.Name).Order(), example.Questionnaires.SelectMany(q => q.Identifier).Where(id => id.System == MheroSystems.FlowName).Select(id => id.Value).Order());
        foreach (var flow in example.Flows)
        {
            var questionnaire = example.QuestionnaireOf(flow.Uuid);
            Assert.Equal(flow.ResultKeys.Order(StringComparer.Ordinal), questionnaire.Item.Select(item => item.LinkId).Order(StringComparer.Ordinal));
            Assert.Equal(PublicationStatus.Active, questionnaire.Status);
            Assert.Equal("1.0.0", questionnaire.Version);
            Assert.Equal($"http://example.org/fhir/Questionnaire/{questionnaire.Id}", questionnaire.Url);
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Questionnaire_Options_AreTheCategoriesOfItsFlow(string name)
    {
        var example = new Example(name);
        foreach (var flow in example.Flows)
        {
            foreach (var item in example.QuestionnaireOf(flow.Uuid).Item.Where(item => item.AnswerOption.Count > 0))
            {
                var router = flow.Waits.Select(wait => wait["router"]!).Single(router => ExampleFlow.Key(ExampleFlow.Text(router, "result_name")) == item.LinkId);
                Assert.Equal(
                    ExampleFlow.Items(router, "categories").Select(category => ExampleFlow.Text(category, "name")).Where(category => category != "Other"),
                    item.AnswerOption.Select(option => option.GetStringExtension(QuestionnaireExtensions.RapidProCategory) ?? ((Coding)option.Value).Display));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Expected_References_LeadToResourcesThatAreThere(string name)
    {
        var example = new Example(name);
        var known = Example.Registry.Concat(Registry(name)).Select(resource => $"{resource.TypeName}/{resource.Id}")
            .Concat(example.Runs.Select(run => $"QuestionnaireResponse?identifier={MheroSystems.RunUuid}|{run.Uuid}"))
            .Concat(example.Expected.SelectMany(resource => Identifiers(resource).Select(id => $"{resource.TypeName}?identifier={id.System}|{id.Value}")))
            .ToHashSet(StringComparer.Ordinal);

        var references = example.Expected.SelectMany(ExampleRegistry.References).Where(reference => reference.Identifier is null).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.Contains(reference.Reference!, known));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Expected_Resources_AreNoTwoOfOneIdentifier(string name)
    {
        var keys = new Example(name).Expected.SelectMany(resource => Identifiers(resource).Select(id => $"{resource.TypeName} {id.System}|{id.Value}")).ToList();

        Assert.Equal(keys.Count, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Expected_OfAllExamples_ShareNoResource()
    {
        var keys = Example.Names.SelectMany(name => new Example(name).Expected)
            .SelectMany(resource => Identifiers(resource).Select(id => $"{resource.TypeName} {id.System}|{id.Value}")).ToList();

        Assert.Equal(keys.Count, keys.Distinct(StringComparer.Ordinal).Count());
    }

    private static IEnumerable<Resource> Registry(string name)
    {
        var file = $"{name}/registry.json";
        return Example.ResourceFiles.Contains(file) ? Example.ReadResource<Bundle>(file).Entry.Select(entry => entry.Resource!) : [];
    }

    private static Questionnaire WithoutTemplates(Questionnaire questionnaire)
    {
        var copy = (Questionnaire)questionnaire.DeepCopy();
        copy.Contained.Clear();
        return copy;
    }

    private static IEnumerable<Identifier> Identifiers(Resource resource) => ExampleRegistry.Parts(resource).OfType<Identifier>();
}
