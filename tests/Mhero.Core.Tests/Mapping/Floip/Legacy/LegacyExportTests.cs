using Mhero.Core.Floip;
using Mhero.Core.Mapping.Floip.Flows;
using Mhero.Core.Mapping.Floip.Legacy;
using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Tests.Mapping.Floip.Legacy;

public sealed class LegacyExportTests
{
    [Theory]
    [InlineData("11.12")]
    [InlineData("11.2")]
    [InlineData("12.0")]
    public void Migrate_FlowOfTheOldEngine_IsReadAsADefinition(string version)
    {
        var result = LegacyExport.Migrate(LegacyFiles.Export(version));
        var export = FlowExport.Read(Encoding.UTF8.GetBytes(result.Value.ToJsonString()));

        Assert.Empty(result.Issues.Select(i => $"{i.Code} {i.Message}"));
        Assert.Empty(export.Refused);
        var flow = Assert.Single(export.Flows);
        Assert.Equal((LegacyFiles.Flow, "Old survey", 8), (flow.Uuid.ToString(), flow.Name, flow.Nodes.Count));
        Assert.Equal(["Age", "Cadre", "Fever", "Old enough"], FlowNodes(result.Value).Select(n => (string?)n["router"]?["result_name"]).OfType<string>().Order());
        Assert.Equal("How old are you?", (string?)FlowNodes(result.Value).First()["actions"]![0]!["text"]);
        Assert.Equal(720, (int)result.Value["flows"]![0]!["expire_after_minutes"]!);
    }

    [Fact]
    public void Migrate_Question_HasItsCategoriesTranslationsAndTimeOut()
    {
        var flow = LegacyExport.Migrate(LegacyFiles.Export()).Value["flows"]![0]!;
        var router = FlowNodes(flow).Single(n => (string?)n["router"]?["result_name"] == "Age")["router"]!;

        Assert.Equal(["Adult", "Other", "No Response"], router["categories"]!.AsArray().Select(c => (string)c!["name"]!));
        var test = Assert.Single(router["cases"]!.AsArray())!;
        Assert.Equal(("has_number_between", "18,99"), ((string)test["type"]!, string.Join(',', test["arguments"]!.AsArray().Select(a => (string)a!))));
        Assert.Equal(300, (int)router["wait"]!["timeout"]!["seconds"]!);
        Assert.Equal((string)router["categories"]![2]!["uuid"]!, (string)router["wait"]!["timeout"]!["category_uuid"]!);
        Assert.Equal((string)router["categories"]![1]!["uuid"]!, (string)router["default_category_uuid"]!);
        Assert.Equal("Adulte", (string?)flow["localization"]!["fra"]![(string)router["categories"]![0]!["uuid"]!]!["name"]![0]);
        Assert.Equal("oui", flow["localization"]!["fra"]!.AsObject().Select(p => (string?)p.Value!["arguments"]?[0]).OfType<string>().Single());
    }

    [Fact]
    public void Container_OfAFlowOfTheOldEngine_HasTheBlocksOfItsQuestions()
    {
        var container = FlowToContainer.Map(LegacyExport.Migrate(LegacyFiles.Export()).Value).Value;

        var blocks = Assert.Single(container.Flows).Blocks;
        Assert.Equal(
            ["MobilePrimitives.NumericResponse", "MobilePrimitives.SelectOneResponse", "MobilePrimitives.SelectOneResponse"],
            blocks.Where(b => b.Name is "age" or "fever" or "cadre").Select(b => b.Type));
        Assert.Equal("18", blocks.Single(b => b.Name == "age").Config["validation_minimum"]!.ToString());
    }

    [Theory]
    [InlineData("@step.value", "@input.text")]
    [InlineData("Hi @contact.first_name.", "Hi @contact.first_name.")]
    [InlineData("@contact.district, @contact", "@fields.district, @contact")]
    [InlineData("@flow.Age and @flow.age.text", "@results.age and @results.age.input")]
    [InlineData("@(flow.age + 1)", "@(results.age + 1)")]
    [InlineData("@(IF(flow.sex = \"flow.x\", contact.age, 0))", "@(if(results.sex = \"flow.x\", fields.age, 0))")]
    [InlineData("@(PROPER(UPPER(contact.name)))", "@(title(upper(contact.name)))")]
    [InlineData("@date.today", "@(today())")]
    [InlineData("@parent.contact.age @child.done.category", "@parent.fields.age @child.results.done.category")]
    [InlineData("me@example.org and @@flow.x", "me@example.org and @@flow.x")]
    public void Migrate_Expression_UsesTheNamesOfTheNewEngine(string old, string expected)
    {
        var result = LegacyExport.Migrate(LegacyFiles.WithAction($$"""{"type":"reply","msg":{{JsonValue.Create(old).ToJsonString()}} }"""));

        Assert.Equal(expected, (string?)FlowNodes(result.Value).Single()["actions"]![0]!["text"]);
        Assert.Empty(result.Issues);
    }

    [Theory]
    [InlineData("""{"type":"lang","lang":"fra"}""", "set_contact_language", "language", "fra")]
    [InlineData("""{"type":"save","field":"name","value":"@flow.name"}""", "set_contact_name", "name", "@results.name")]
    [InlineData("""{"type":"save","field":"tel_e164","value":"@flow.phone.text"}""", "add_contact_urn", "path", "@results.phone.input")]
    [InlineData("""{"type":"del_group","groups":[]}""", "remove_contact_groups", "all_groups", "true")]
    [InlineData("""{"type":"add_group","groups":["@contact.district"]}""", "add_contact_groups", "groups", """[{"name_match":"@fields.district"}]""")]
    [InlineData("""{"type":"email","emails":["a@example.org"],"subject":"S","msg":"@flow.x"}""", "send_email", "body", "@results.x")]
    [InlineData("""{"type":"flow","flow":{"uuid":"3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2a02","name":"Next"}}""", "enter_flow", "terminal", "true")]
    [InlineData("""{"type":"trigger-flow","flow":{"uuid":"3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2a02","name":"Next"},"variables":[{"id":"@contact.boss"}]}""", "start_session", "legacy_vars", """["@fields.boss"]""")]
    [InlineData("""{"type":"send","msg":{"eng":"Hello"},"contacts":[{"uuid":"3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2a03"}]}""", "send_broadcast", "text", "Hello")]
    [InlineData("""{"type":"add_label","labels":[{"name":"Spam"}]}""", "add_input_labels", "labels", """[{"name_match":"Spam"}]""")]
    public void Migrate_Action_IsThatOfTheNewEngine(string old, string type, string key, string expected)
    {
        var action = Assert.Single(FlowNodes(LegacyExport.Migrate(LegacyFiles.WithAction(old)).Value).Single()["actions"]!.AsArray())!;

        Assert.Equal((type, expected), ((string)action["type"]!, action[key] is JsonValue value ? value.ToString() : action[key]!.ToJsonString()));
    }

    [Theory]
    [InlineData("""{"ruleset_type":"webhook","label":"Look up","config":{"webhook":"https://mhero.example.org/?p=@contact.tel_e164","webhook_action":"GET","webhook_headers":[{"name":"X-Key","value":"1"}]},"rules":[{"category":{"eng":"Success"},"test":{"type":"webhook_status","status":"success"}},{"category":{"eng":"Failure"},"test":{"type":"webhook_status","status":"failure"}}]}""", "call_webhook", "@results.look_up.category", "Success,Failure")]
    [InlineData("""{"ruleset_type":"subflow","label":"Sub","config":{"flow":{"uuid":"3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2a02","name":"Sub"}},"rules":[{"category":{"eng":"Completed"},"test":{"type":"subflow","exit_type":"completed"}},{"category":{"eng":"Expired"},"test":{"type":"subflow","exit_type":"expired"}}]}""", "enter_flow", "@child.run.status", "Completed,Expired")]
    [InlineData("""{"ruleset_type":"group","label":"Group","rules":[{"category":{"eng":"CHW"},"test":{"type":"in_group","test":{"uuid":"3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2a02","name":"CHW"}}},{"category":{"eng":"Other"},"test":{"type":"true"}}]}""", null, "@contact.groups", "CHW,Other")]
    [InlineData("""{"ruleset_type":"form_field","operand":"@flow.form","config":{"field_index":1,"field_delimiter":"+"},"rules":[{"category":{"eng":"Any"},"test":{"type":"true"}}]}""", null, "@(field(results.form, 1, \"+\"))", "Any")]
    [InlineData("""{"ruleset_type":"contact_field","operand":"@contact.cadre","rules":[{"category":{"eng":"CHW"},"test":{"type":"contains","test":{"eng":"chw"}}}]}""", null, "@fields.cadre", "CHW,Other")]
    [InlineData("""{"ruleset_type":"random","rules":[{"category":{"eng":"A"},"test":{"type":"between","min":"0","max":"0.5"}},{"category":{"eng":"B"},"test":{"type":"between","min":"0.5","max":"1"}}]}""", null, null, "A,B")]
    public void Migrate_Split_IsThatOfTheNewEngine(string ruleSet, string? action, string? operand, string categories)
    {
        var result = LegacyExport.Migrate(LegacyFiles.WithRuleSet(ruleSet));
        var node = FlowNodes(result.Value).Single();

        Assert.Empty(result.Issues);
        Assert.Equal((action, operand), ((string?)node["actions"]!.AsArray().FirstOrDefault()?["type"], (string?)node["router"]!["operand"]));
        Assert.Equal(categories, string.Join(',', node["router"]!["categories"]!.AsArray().Select(c => (string)c!["name"]!)));
        Assert.Equal(node["router"]!["categories"]!.AsArray().Select(c => (string)c!["exit_uuid"]!), node["exits"]!.AsArray().Select(e => (string)e!["uuid"]!));
        Assert.Empty(FlowExport.Read(Encoding.UTF8.GetBytes(result.Value.ToJsonString())).Refused);
    }

    [Fact]
    public void Migrate_PartsThatTheNewEngineDoesNotHave_AreNamedWithTheirNodes()
    {
        var action = LegacyExport.Migrate(LegacyFiles.WithAction("""{"type":"usage"},{"type":"save","field":"first_name","value":"x"},{"type":"reply","msg":"@(WORD(flow.x, 2))"}"""));
        var split = LegacyExport.Migrate(LegacyFiles.WithRuleSet("""{"uuid":"3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2b44","ruleset_type":"airtime","rules":[{"category":{"eng":"Sent"},"test":{"type":"airtime_status","exit_status":"success"}}]}"""));
        var post = LegacyExport.Migrate(LegacyFiles.WithRuleSet("""{"uuid":"3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2b44","ruleset_type":"webhook","label":"x","config":{"webhook":"https://mhero.example.org","webhook_action":"POST"},"rules":[]}"""));

        Assert.Equal([FloipCodes.LegacyPart, FloipCodes.LegacyPart, FloipCodes.LegacyPart], action.Issues.Select(i => i.Code));
        Assert.Equal([FloipCodes.LegacyPart, FloipCodes.LegacyPart], split.Issues.Select(i => i.Code));
        Assert.Single(post.Issues);
        Assert.All(split.Issues.Concat(post.Issues), i => Assert.Equal("nodes.3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2b44", i.Path));
    }

    [Fact]
    public void Migrate_Twice_GivesTheSameAndLeavesNewFlowsAlone()
    {
        var mixed = LegacyFiles.Export();
        mixed["flows"]!.AsArray().Add(JsonNode.Parse("""{"uuid":"11111111-1111-4111-8111-111111111111","name":"New","spec_version":"13.2.0","nodes":[]}"""));

        var first = LegacyExport.Migrate(mixed).Value;

        Assert.True(JsonNode.DeepEquals(first, LegacyExport.Migrate(mixed).Value));
        Assert.False(LegacyExport.IsLegacy(first));
        Assert.True(JsonNode.DeepEquals(mixed["flows"]![1], first["flows"]![1]));
    }

    private static IEnumerable<JsonObject> FlowNodes(JsonNode json) => (json["flows"]?[0] ?? json)["nodes"]!.AsArray().OfType<JsonObject>();
}
