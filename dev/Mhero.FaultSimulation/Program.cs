using Mhero.FaultSimulation;

return await SimulateCommand.AsRoot().Parse(args).InvokeAsync();
