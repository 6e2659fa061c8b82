import { mount } from 'svelte';
import './state/look.svelte';
import App from './App.svelte';

mount(App, { target: document.getElementById('app')! });
