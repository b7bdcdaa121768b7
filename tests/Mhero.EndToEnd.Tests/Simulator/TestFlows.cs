namespace Mhero.EndToEnd.Tests.Simulator;

/// <summary>Small flows for tests, and a world to run them in.</summary>
internal static class TestFlows
{
    public static readonly Guid Parent = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    public static readonly Guid Child = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    public static readonly Guid Group = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000003");

    /// <summary>A parent that asks for an age in two places, and a child that sets a field; as an export.</summary>
    public const string Export = """
        {"version":"13","site":"https://example.org","campaigns":[],
         "fields":[{"key":"cadre","name":"Cadre","type":"text"}],
         "groups":[{"uuid":"aaaaaaaa-0000-4000-8000-000000000003","name":"Reporters","query":null}],
         "triggers":[{"trigger_type":"K","keyword":"report","keywords":["report"],"flow":{"uuid":"aaaaaaaa-0000-4000-8000-000000000001","name":"Parent"},"groups":[],"exclude_groups":[]}],
         "flows":[
          {"uuid":"aaaaaaaa-0000-4000-8000-000000000001","name":"Parent","spec_version":"13.1.0","language":"eng","type":"messaging","revision":7,"expire_after_minutes":60,"localization":{},
           "nodes":[
            {"uuid":"bbbbbbbb-0000-4000-8000-000000000001","actions":[],"router":{"type":"switch","wait":{"type":"msg"},"operand":"@input.text","result_name":"Your Age",
              "categories":[{"uuid":"cccccccc-0000-4000-8000-000000000001","name":"Has Number","exit_uuid":"dddddddd-0000-4000-8000-000000000001"},{"uuid":"cccccccc-0000-4000-8000-000000000002","name":"Other","exit_uuid":"dddddddd-0000-4000-8000-000000000002"}],
              "cases":[{"uuid":"eeeeeeee-0000-4000-8000-000000000001","type":"has_number","arguments":[],"category_uuid":"cccccccc-0000-4000-8000-000000000001"}],"default_category_uuid":"cccccccc-0000-4000-8000-000000000002"},
             "exits":[{"uuid":"dddddddd-0000-4000-8000-000000000001","destination_uuid":"bbbbbbbb-0000-4000-8000-000000000003"},{"uuid":"dddddddd-0000-4000-8000-000000000002","destination_uuid":"bbbbbbbb-0000-4000-8000-000000000002"}]},
            {"uuid":"bbbbbbbb-0000-4000-8000-000000000002","actions":[{"uuid":"ffffffff-0000-4000-8000-000000000001","type":"set_run_result","name":"your age","value":"0","category":"Unknown"}],
             "exits":[{"uuid":"dddddddd-0000-4000-8000-000000000003","destination_uuid":null}]},
            {"uuid":"bbbbbbbb-0000-4000-8000-000000000003","actions":[{"uuid":"ffffffff-0000-4000-8000-000000000002","type":"enter_flow","flow":{"uuid":"aaaaaaaa-0000-4000-8000-000000000002","name":"Child"}}],
             "exits":[{"uuid":"dddddddd-0000-4000-8000-000000000004","destination_uuid":null}]}]},
          {"uuid":"aaaaaaaa-0000-4000-8000-000000000002","name":"Child","spec_version":"13.1.0","language":"eng","type":"messaging_background","revision":1,"expire_after_minutes":0,"localization":{},
           "nodes":[
            {"uuid":"bbbbbbbb-0000-4000-8000-000000000004","actions":[
              {"uuid":"ffffffff-0000-4000-8000-000000000003","type":"set_contact_field","field":{"key":"cadre","name":"Cadre"},"value":"@parent.results.your_age"},
              {"uuid":"ffffffff-0000-4000-8000-000000000004","type":"add_contact_groups","groups":[{"uuid":"aaaaaaaa-0000-4000-8000-000000000003","name":"Reporters"}]}],
             "exits":[{"uuid":"dddddddd-0000-4000-8000-000000000005"}]}]}]}
        """;
}
