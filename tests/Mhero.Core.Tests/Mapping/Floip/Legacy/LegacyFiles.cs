namespace Mhero.Core.Tests.Mapping.Floip.Legacy;

/// <summary>A flow as RapidPro's old engine exported it: questions by menu, number and word, a split by a field, groups, a sub-flow and a call.</summary>
internal static class LegacyFiles
{
    public const string Flow = "3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2a01";
    private const string Sets = "3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2b";
    private const string Rules = "3d0b6a52-7a1c-4f63-9a53-0f6c7d1e2c";

    /// <summary>The export, of version 11 or 12.</summary>
    public static JsonObject Export(string version = "11.12") => (JsonObject)JsonNode.Parse($$$"""
        {"version":{{{version.Split('.')[0]}}},"site":"https://rapidpro.example.org","flows":[{
          "version":"{{{version}}}","base_language":"eng","flow_type":"M","entry":"{{{Sets}}}01",
          "metadata":{"uuid":"{{{Flow}}}","name":"Old survey","revision":9,"expires":720},
          "action_sets":[
            {"uuid":"{{{Sets}}}09","y":900,"x":1,"destination":null,"actions":[{"type":"reply","uuid":"{{{Rules}}}a9","msg":{"eng":"Thank you, @contact.name: @flow.age years, @flow.fever.category.","fra":"Merci @contact.name."}},{"type":"save","uuid":"{{{Rules}}}b9","field":"cadre","label":"Cadre","value":"@flow.cadre"}]},
            {"uuid":"{{{Sets}}}01","y":0,"x":1,"destination":"{{{Sets}}}02","exit_uuid":"{{{Rules}}}01","actions":[{"type":"reply","uuid":"{{{Rules}}}a1","msg":{"eng":"How old are you?","fra":"Quel âge avez-vous ?"},"quick_replies":[]}]},
            {"uuid":"{{{Sets}}}03","y":300,"x":1,"destination":"{{{Sets}}}04","actions":[{"type":"reply","uuid":"{{{Rules}}}a3","msg":{"eng":"Fever?"},"media":{},"quick_replies":[{"eng":"Yes","fra":"Oui"},{"eng":"No"}],"send_all":false}]},
            {"uuid":"{{{Sets}}}05","y":500,"x":1,"destination":"{{{Sets}}}06","actions":[{"type":"reply","uuid":"{{{Rules}}}a5","msg":{"eng":"Cadre? 1 nurse 2 midwife"}}]}
          ],
          "rule_sets":[
            {"uuid":"{{{Sets}}}02","y":200,"x":1,"label":"Age","ruleset_type":"wait_message","operand":"@step.value","rules":[
              {"uuid":"{{{Rules}}}11","category":{"eng":"Adult","fra":"Adulte"},"test":{"type":"between","min":"18","max":"99"},"destination":"{{{Sets}}}03"},
              {"uuid":"{{{Rules}}}12","category":{"eng":"Other"},"test":{"type":"true","test":"true"},"destination":"{{{Sets}}}01"},
              {"uuid":"{{{Rules}}}13","category":{"eng":"No Response"},"test":{"type":"timeout","minutes":5},"destination":null}]},
            {"uuid":"{{{Sets}}}04","y":400,"x":1,"label":"Fever","ruleset_type":"wait_message","operand":"@step.value","rules":[
              {"uuid":"{{{Rules}}}21","category":{"eng":"Yes","fra":"Oui"},"test":{"type":"contains_any","test":{"eng":"yes y","fra":"oui"}},"destination":"{{{Sets}}}05"},
              {"uuid":"{{{Rules}}}22","category":{"eng":"No"},"test":{"type":"contains_any","test":{"eng":"no"}},"destination":"{{{Sets}}}05"},
              {"uuid":"{{{Rules}}}23","category":{"eng":"Other"},"test":{"type":"true"},"destination":"{{{Sets}}}03"}]},
            {"uuid":"{{{Sets}}}06","y":600,"x":1,"label":"Cadre","ruleset_type":"wait_message","operand":"@step.value","rules":[
              {"uuid":"{{{Rules}}}31","category":{"eng":"Nurse"},"test":{"type":"eq","test":"1"},"destination":"{{{Sets}}}07"},
              {"uuid":"{{{Rules}}}32","category":{"eng":"Midwife"},"test":{"type":"eq","test":"2"},"destination":"{{{Sets}}}07"},
              {"uuid":"{{{Rules}}}33","category":{"eng":"Other"},"test":{"type":"true"},"destination":"{{{Sets}}}05"}]},
            {"uuid":"{{{Sets}}}07","y":700,"x":1,"label":"Old enough","ruleset_type":"expression","operand":"@(flow.age - 10)","rules":[
              {"uuid":"{{{Rules}}}41","category":{"eng":"Yes"},"test":{"type":"gt","test":"20"},"destination":"{{{Sets}}}09"},
              {"uuid":"{{{Rules}}}42","category":{"eng":"No"},"test":{"type":"true"},"destination":"{{{Sets}}}09"}]}
          ]}]}
        """)!;

    /// <summary>An export whose flow has one rule set.</summary>
    public static JsonObject WithRuleSet(string ruleSet) => (JsonObject)JsonNode.Parse($$"""{"version":11,"flows":[{"base_language":"eng","metadata":{"uuid":"{{Flow}}","name":"One"},"action_sets":[],"rule_sets":[{{ruleSet}}]}]}""")!;

    /// <summary>An export whose flow has one action.</summary>
    public static JsonObject WithAction(string action) => (JsonObject)JsonNode.Parse($$"""{"version":12,"flows":[{"base_language":"eng","metadata":{"uuid":"{{Flow}}","name":"One"},"action_sets":[{"uuid":"{{Sets}}01","destination":null,"actions":[{{action}}]}],"rule_sets":[]}]}""")!;
}
